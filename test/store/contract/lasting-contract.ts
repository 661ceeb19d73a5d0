import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../src/approval/instant.js";
import { summarizeRequest } from "../../../src/approval/request-summary.js";
import { verifyChain } from "../../../src/audit/audit-chain.js";
import { allSummaries } from "../../builders/all-summaries.js";
import { closing, newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { atRiskStage, NOW, person } from "../../builders/request.js";
import { loadPlain } from "./load-plain.js";
import type { ContractStore } from "./store-contract.js";

/** What is there again when the store is opened again; events and outages. */
export function lastingContract(open: () => Promise<ContractStore>): void {
  describe("what lasts", () => {
    let opened: ContractStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.dispose());

    it("has everything again after it was opened again", async () => {
      const ann = person(10);
      const { request, events } = atRiskStage("R-1001", [ann]);
      const index = {
        nextDueAt: NOW + 5,
        deciders: [ann.id],
        unreached: [ann.id],
        keys: [{ key: "k" }],
      };
      const commit = requestCommit(request, 0, index, events);
      const closed = newRequest("R-1002", { keys: [{ key: "closed" }] });
      await opened.store.commit(commit);
      await opened.store.commit(closed);
      await opened.store.commit(closing(closed.value, 1, { keys: [{ key: "closed" }] }));
      await opened.store.commit(personCommit(21, { delegateId: ann.id }));
      const counts = await opened.store.noticeCounts();
      const chain = await opened.store.events("request", "R-1001");

      const store = await opened.reopen();
      expect(await loadPlain(store, "request", "R-1001")).toEqual({ version: 1, value: request });
      expect((await store.load("request", "R-1002"))?.version).toBe(2);
      expect(await store.nextDueAt()).toBe(NOW + 5);
      expect(await store.sendable(NOW, 9)).toEqual([{ kind: "request", id: "R-1001", version: 1 }]);
      expect(await store.decidableBy([ann.id])).toEqual(["R-1001"]);
      expect(await store.unreachedBy(ann.id)).toEqual([{ kind: "request", id: "R-1001" }]);
      expect(await store.appointersOf(ann.id)).toEqual([person(21).id]);
      expect(await store.holderOf("k", NOW)).toMatchObject({ id: "R-1001" });
      expect(await store.holderOf("closed", NOW)).toMatchObject({ id: "R-1002" });
      expect(await store.noticeCounts()).toEqual(counts);
      expect(await store.events("request", "R-1001")).toEqual(chain);
      expect((await store.requestsAbout(person(1).id, 9)).map(({ id }) => id)).toEqual([
        "R-1002",
        "R-1001",
      ]);
    });

    it("E4 has the summaries whole again, of open and closed requests", async () => {
      const { request } = atRiskStage("R-1001", [person(10)]);
      const index = { summary: summarizeRequest(request) };
      await opened.store.commit(requestCommit(request, 0, index));
      const ended = closing(atRiskStage("R-1002", [person(11)]).request, 1);
      const summary = summarizeRequest(ended.value);
      await opened.store.commit({ ...requestCommit(ended.value, 0) });
      await opened.store.commit({ ...ended, index: { ...ended.index, summary } });
      const store = await opened.reopen();
      expect(await allSummaries(store)).toEqual([summary, index.summary]);
    });

    it("a closed request is found by its id and can be committed again", async () => {
      const first = newRequest("R-1001");
      await opened.store.commit(first);
      const ended = closing(first.value, 1);
      await opened.store.commit(ended);
      let store = await opened.reopen();
      expect(await loadPlain(store, "request", "R-1001")).toEqual({
        version: 2,
        value: ended.value,
      });
      expect(await store.events("request", "R-1001")).toHaveLength(2);
      expect(await store.commit(requestCommit(ended.value, 1))).toEqual({
        ok: false,
        reason: "conflict",
      });
      expect(await store.commit(requestCommit(ended.value, 2, { nextSendAt: NOW }))).toMatchObject({
        ok: true,
      });
      store = await opened.reopen();
      expect((await store.load("request", "R-1001"))?.version).toBe(3);
      expect(await store.sendable(NOW, 9)).toEqual([{ kind: "request", id: "R-1001", version: 3 }]);
      expect(await store.requestsAbout(person(1).id, 9)).toHaveLength(1);
    });

    it("never gives a request number twice, also when it was not used before the store was opened again", async () => {
      const before = [await opened.store.nextRequestId(), await opened.store.nextRequestId()];
      const store = await opened.reopen();
      const after = await store.nextRequestId();
      expect(Number(after.slice(2))).toBeGreaterThan(Number(before[1]?.slice(2)));
    });

    it("U1 chains the events of an aggregate over commits and restarts", async () => {
      const first = newRequest("R-1001");
      await opened.store.commit(first);
      const store = await opened.reopen();
      await store.commit(closing(first.value, 1));
      const events = await store.events("request", "R-1001");
      expect(events.map(({ sequence, type }) => [sequence, type])).toEqual([
        [1, "requestSubmitted"],
        [2, "requestDenied"],
      ]);
      expect(events[0]?.at).toBe("2025-03-10T09:00:00.000Z");
      expect(verifyChain(events)).toMatchObject({ ok: true, length: 2, head: events[1]?.hash });
    });

    it("U1 keeps names and justifications out of the chain", async () => {
      await opened.store.commit(newRequest("R-1001"));
      const [event] = await opened.store.events("request", "R-1001");
      expect(Object.keys(event?.personalDigests ?? {}).sort()).toEqual([
        "accessPackage",
        "justification",
        "requestor",
        "target",
      ]);
      expect(JSON.stringify(event)).not.toMatch(/Rae|Month-end|Payroll/);
    });

    it("T6 keeps outages of the last 15 days, merged and in order", async () => {
      const { store } = opened;
      await store.recordOutage({ from: NOW - HOUR, to: NOW - 30 * MINUTE });
      await store.recordOutage({ from: NOW - 40 * MINUTE, to: NOW - 20 * MINUTE });
      await store.recordOutage({ from: NOW - 3 * HOUR, to: NOW - 2 * HOUR });
      await store.recordOutage({ from: NOW - 20 * DAY, to: NOW - 16 * DAY });
      const expected = [
        { from: NOW - 3 * HOUR, to: NOW - 2 * HOUR },
        { from: NOW - HOUR, to: NOW - 20 * MINUTE },
      ];
      expect(await store.outages()).toEqual(expected);
      await store.recordOutage({ from: NOW - MINUTE });
      expect(await store.outages()).toEqual([...expected, { from: NOW - MINUTE }]);
      await store.recordOutage({ from: NOW - MINUTE, to: NOW });
      const ended = [...expected, { from: NOW - MINUTE, to: NOW }];
      expect(await store.outages()).toEqual(ended);
      expect(await (await opened.reopen()).outages()).toEqual(ended);
    });

    it("has a clock that never goes back", () => {
      opened.setNow(NOW + 10);
      expect(opened.store.now()).toBe(NOW + 10);
      opened.setNow(NOW - 10);
      expect(opened.store.now()).toBe(NOW + 10);
    });
  });
}
