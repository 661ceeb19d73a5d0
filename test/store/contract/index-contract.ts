import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EarlierWork, RequestSummary } from "../../../src/service/ports/store.js";
import { allSummaries } from "../../builders/all-summaries.js";
import { closing, newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { NOW, person } from "../../builders/request.js";
import type { ContractStore } from "./store-contract.js";

/** What is due, open, reserved or about whom. */
export function indexContract(open: () => Promise<ContractStore>): void {
  describe("lists", () => {
    let opened: ContractStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.dispose());

    it("T4 lists what is due earliest first, up to a limit, until a commit changes it", async () => {
      const { store } = opened;
      for (const [id, nextDueAt] of [
        ["R-1001", 30],
        ["R-1002", 10],
        ["R-1003", 20],
        ["R-1004", 40],
      ] as const) {
        await store.commit(newRequest(id, { nextDueAt: NOW + nextDueAt }));
      }
      const due = async (at: number, limit = 10) =>
        (await store.due(NOW + at, limit)).map((ref) => ref.id);
      expect(await store.nextDueAt()).toBe(NOW + 10);
      expect(await due(9)).toEqual([]);
      expect(await due(30)).toEqual(["R-1002", "R-1003", "R-1001"]);
      expect(await due(30, 2)).toEqual(["R-1002", "R-1003"]);
      expect(await due(30)).toEqual(["R-1002", "R-1003", "R-1001"]);
      await store.commit(requestCommit(newRequest("R-1002").value, 1));
      expect(await due(30)).toEqual(["R-1003", "R-1001"]);
      await store.commit(requestCommit(newRequest("R-1002").value, 2, { nextDueAt: NOW + 25 }));
      expect(await due(30)).toEqual(["R-1003", "R-1002", "R-1001"]);
      expect(await store.nextDueAt()).toBe(NOW + 20);
    });

    it("N2 lists what can be sent in the same way", async () => {
      const { store } = opened;
      expect(await store.nextSendAt()).toBeUndefined();
      const first = newRequest("R-1001", { nextSendAt: NOW + 5 });
      await store.commit(first);
      await store.commit(personCommit(3, { nextSendAt: NOW + 1 }));
      expect(await store.nextSendAt()).toBe(NOW + 1);
      expect(await store.sendable(NOW + 5, 9)).toEqual([
        { kind: "person", id: person(3).id, version: 1 },
        { kind: "request", id: "R-1001", version: 1 },
      ]);
      await store.commit(closing(first.value, 1));
      expect((await store.sendable(NOW + 5, 9)).map((ref) => ref.kind)).toEqual(["person"]);
    });

    it("tells when something falls due earlier than it did, and only then", async () => {
      const { store } = opened;
      const told: EarlierWork[] = [];
      const end = store.onEarlier((work) => told.push(work));
      const first = newRequest("R-1001", { nextDueAt: NOW + 50, nextSendAt: NOW + 50 });
      const change = { nextDueAt: NOW + 50, nextSendAt: NOW + 50 };
      await store.commit(first);
      expect(told).toEqual([{ dueAt: NOW + 50, sendAt: NOW + 50 }]);
      await store.commit(requestCommit(first.value, 1, { ...change, nextDueAt: NOW + 60 }));
      expect(told).toHaveLength(1);
      await store.commit(requestCommit(first.value, 2, { ...change, nextDueAt: NOW + 40 }));
      expect(told.slice(1)).toEqual([{ dueAt: NOW + 40 }]);
      await store.commit(requestCommit(first.value, 3, { ...change, nextSendAt: NOW + 10 }));
      expect(told.slice(2)).toEqual([{ sendAt: NOW + 10 }]);
      end();
      await store.commit(requestCommit(first.value, 4, { nextDueAt: NOW, nextSendAt: NOW }));
      expect(told).toHaveLength(3);
    });

    it("D2 lists the open requests that any of some people can decide, oldest first", async () => {
      const { store } = opened;
      const [ann, ben, cleo] = [person(10).id, person(11).id, person(12).id];
      await store.commit(newRequest("R-1002", { deciders: [ann, ben] }, NOW + 2));
      await store.commit(newRequest("R-1001", { deciders: [ben] }, NOW + 1));
      const third = newRequest("R-1003", { deciders: [cleo] }, NOW);
      await store.commit(third);
      expect(await store.decidableBy([ann])).toEqual(["R-1002"]);
      expect(await store.decidableBy([ann, ben])).toEqual(["R-1001", "R-1002"]);
      expect(await store.decidableBy([cleo, ann])).toEqual(["R-1003", "R-1002"]);
      await store.commit(closing(third.value, 1));
      expect(await store.decidableBy([cleo])).toEqual([]);
      expect(await store.decidableBy([])).toEqual([]);
    });

    it("lists the requests about a person, closed ones too, newest first", async () => {
      const { store } = opened;
      for (const [i, id] of ["R-1001", "R-1002", "R-1003"].entries()) {
        await store.commit(newRequest(id, {}, NOW + i));
      }
      await store.commit(closing(newRequest("R-1002", {}, NOW + 1).value, 1));
      const about = await store.requestsAbout(person(1).id, 10);
      expect(about.map(({ id, state }) => [id, state])).toEqual([
        ["R-1003", "pendingApproval"],
        ["R-1002", "denied"],
        ["R-1001", "pendingApproval"],
      ]);
      expect(await store.requestsAbout(person(1).id, 1)).toHaveLength(1);
      expect(await store.requestsAbout(person(2).id, 10)).toEqual([]);
    });

    it("lists every request newest first, closed ones too, as often as it is asked", async () => {
      const { store } = opened;
      const all = (since?: number) => allSummaries(opened.store, since);
      const ids = async (since?: number) => (await all(since)).map(({ id }) => id);
      expect(await all()).toEqual([]);
      // Submitted out of the order of their commits, and two at the same instant.
      for (const [id, at] of [
        ["R-1002", NOW + 20],
        ["R-1001", NOW + 10],
        ["R-1004", NOW + 30],
        ["R-1003", NOW + 30],
      ] as const) {
        await store.commit(newRequest(id, {}, at));
      }
      expect(await ids()).toEqual(["R-1004", "R-1003", "R-1002", "R-1001"]);
      expect(await ids(NOW + 20)).toEqual(["R-1004", "R-1003", "R-1002"]);
      expect(await ids(NOW + 31)).toEqual([]);
      const listed = await store.requestSummaries();
      const walked: RequestSummary[] = [];
      for await (const summary of listed) {
        walked.push(summary);
        if (walked.length > 1) continue;
        await store.commit(newRequest("R-1005", {}, NOW + 5));
        await store.commit(closing(newRequest("R-1003", {}, NOW + 30).value, 1));
      }
      // What changes during a walk may be met as it was or as it is; nothing is missed or met twice.
      expect(walked.map(({ id }) => id)).toEqual(
        expect.arrayContaining(["R-1004", "R-1003", "R-1002", "R-1001"]),
      );
      expect(new Set(walked.map(({ id }) => id)).size).toBe(walked.length);
      const again: RequestSummary[] = [];
      for await (const summary of listed) again.push(summary);
      expect(again.map(({ id, state }) => [id, state])).toEqual([
        ["R-1004", "pendingApproval"],
        ["R-1003", "denied"],
        ["R-1002", "pendingApproval"],
        ["R-1001", "pendingApproval"],
        ["R-1005", "pendingApproval"],
      ]);
      await opened.reopen();
      expect(await ids()).toEqual(["R-1004", "R-1003", "R-1002", "R-1001", "R-1005"]);
    });

    it("N2 lists where a person was not reached, and A5 who has appointed him", async () => {
      const { store } = opened;
      const lost = person(20).id;
      const first = newRequest("R-1001", { unreached: [lost] });
      await store.commit(first);
      await store.commit(personCommit(21, { delegateId: lost }));
      await store.commit(personCommit(22, { delegateId: lost }));
      expect(await store.unreachedBy(lost)).toEqual([{ kind: "request", id: "R-1001" }]);
      expect([...(await store.appointersOf(lost))].sort()).toEqual([person(21).id, person(22).id]);
      const asked = [person(20), person(21), person(22)].map(({ id }) => id);
      expect(await store.delegating(asked)).toEqual([person(21).id, person(22).id]);
      await store.commit(requestCommit(first.value, 1));
      await store.commit(personCommit(21, {}, 1));
      expect(await store.unreachedBy(lost)).toEqual([]);
      expect(await store.appointersOf(lost)).toEqual([person(22).id]);
    });

    it("N2 lists what holds pending or failed rows, newest first, until all of them arrived", async () => {
      const { store } = opened;
      const ids = async (limit = 9) => (await store.undelivered(limit)).map(({ id }) => id);
      const first = newRequest("R-1001");
      await store.commit(first);
      await store.commit(newRequest("R-1002"));
      await store.commit(personCommit(21));
      expect(await ids()).toEqual(["R-1002", "R-1001"]);
      expect(await ids(1)).toEqual(["R-1002"]);
      await store.commit(closing(first.value, 1));
      expect(await ids()).toEqual(["R-1002"]);
      const none = { intended: 1, delivered: 0, failed: 0, withdrawn: 0, pending: 0 };
      const failed = requestCommit(first.value, 2, { noticeCounts: { ...none, failed: 1 } });
      await store.commit(failed);
      expect(await ids()).toEqual(["R-1001", "R-1002"]);
    });

    it("N2 counts the notices of everything, open and closed", async () => {
      const { store } = opened;
      const first = newRequest("R-1001");
      await store.commit(first);
      await store.commit(newRequest("R-1002"));
      expect(await store.noticeCounts()).toEqual({
        intended: 2,
        delivered: 0,
        failed: 0,
        withdrawn: 0,
        pending: 2,
      });
      await store.commit(closing(first.value, 1));
      expect(await store.noticeCounts()).toEqual({
        intended: 2,
        delivered: 1,
        failed: 0,
        withdrawn: 0,
        pending: 1,
      });
    });

    it("V4 N2 counts without the requests about one person, open and closed, and they still add up", async () => {
      const { store } = opened;
      const first = newRequest("R-1001");
      await store.commit(first);
      await store.commit(closing(first.value, 1));
      await store.commit(newRequest("R-1002"));
      const others = { intended: 3, delivered: 1, failed: 1, withdrawn: 0, pending: 1 };
      await store.commit(personCommit(21, { noticeCounts: others }));
      expect(await store.noticeCounts(first.value.target.id)).toEqual(others);
      expect(await store.noticeCounts(person(77).id)).toEqual(await store.noticeCounts());
    });
  });
}
