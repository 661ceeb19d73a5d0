import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closing, newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { NOW, submitted } from "../../builders/request.js";
import { loadPlain } from "./load-plain.js";
import type { ContractStore } from "./store-contract.js";

/** Compare-and-swap and reserved keys. */
export function commitContract(open: () => Promise<ContractStore>): void {
  describe("commits", () => {
    let opened: ContractStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.dispose());

    it("answers nothing for what was never committed", async () => {
      expect(await opened.store.load("request", "R-1001")).toBeUndefined();
      expect(await opened.store.events("request", "R-1001")).toEqual([]);
    });

    it("gives back what was committed with a version that counts up from 1", async () => {
      const first = newRequest("R-1001");
      expect(await opened.store.commit(first)).toEqual({ ok: true, version: 1 });
      expect(await loadPlain(opened.store, "request", "R-1001")).toEqual({
        version: 1,
        value: first.value,
      });
      const second = closing(first.value, 1);
      expect(await opened.store.commit(second)).toEqual({ ok: true, version: 2 });
      expect(await loadPlain(opened.store, "request", "R-1001")).toEqual({
        version: 2,
        value: second.value,
      });
    });

    it("D1 the first stored commit wins and every other one on the same version is a conflict", async () => {
      const { request } = submitted("R-1001");
      await opened.store.commit(newRequest("R-1001"));
      const rivals = Array.from({ length: 8 }, (_, i) => ({ ...request, endReason: `rival ${i}` }));
      const results = await Promise.all(
        rivals.map((rival) => opened.store.commit(requestCommit(rival, 1))),
      );
      expect(results.filter((result) => result.ok)).toEqual([{ ok: true, version: 2 }]);
      expect(results.filter((result) => !result.ok)).toEqual(
        Array(7).fill({ ok: false, reason: "conflict" }),
      );
      const winner = rivals[results.findIndex((result) => result.ok)];
      expect((await opened.store.load("request", "R-1001"))?.value).toEqual(winner);
    });

    it("refuses to make again what exists, and to change what does not", async () => {
      await opened.store.commit(newRequest("R-1001"));
      expect(await opened.store.commit(newRequest("R-1001"))).toEqual({
        ok: false,
        reason: "conflict",
      });
      const { request } = submitted("R-1002");
      expect(await opened.store.commit(requestCommit(request, 3))).toEqual({
        ok: false,
        reason: "conflict",
      });
    });

    it("keeps aggregates of different kinds apart", async () => {
      const record = personCommit(7);
      await opened.store.commit(record);
      expect((await opened.store.load("person", record.id))?.value).toEqual(record.value);
      expect(await opened.store.load("request", record.id)).toBeUndefined();
    });

    it("I3 of many that want the same key at once exactly one gets it", async () => {
      const keys = [{ key: "open/target/package" }];
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          opened.store.commit(newRequest(`R-${1001 + i}`, { keys })),
        ),
      );
      const winner = `R-${1001 + results.findIndex((result) => result.ok)}`;
      const holder = { kind: "request", id: winner };
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      expect(results.filter((result) => !result.ok)).toEqual(
        Array(7).fill({ ok: false, reason: "reserved", key: "open/target/package", holder }),
      );
      expect(await opened.store.holderOf("open/target/package", NOW)).toEqual(holder);
      for (const [i, result] of results.entries()) {
        if (!result.ok) expect(await opened.store.load("request", `R-${1001 + i}`)).toBeUndefined();
      }
    });

    it("I3 a key is free again when its holder no longer lists it", async () => {
      const first = newRequest("R-1001", { keys: [{ key: "a" }, { key: "b" }] });
      await opened.store.commit(first);
      await opened.store.commit(requestCommit(first.value, 1, { keys: [{ key: "b" }] }));
      expect(await opened.store.holderOf("a", NOW)).toBeUndefined();
      expect(
        await opened.store.commit(newRequest("R-1002", { keys: [{ key: "a" }] })),
      ).toMatchObject({ ok: true });
      const third = newRequest("R-1003", { keys: [{ key: "c" }, { key: "b" }] });
      expect(await opened.store.commit(third)).toMatchObject({ reason: "reserved", key: "b" });
      expect(await opened.store.holderOf("c", NOW)).toBeUndefined();
    });

    it("I2 a key with an end is held until just before it", async () => {
      const keys = [{ key: "words", until: NOW + 1_000 }];
      const first = newRequest("R-1001", { keys });
      await opened.store.commit(first);
      expect(await opened.store.holderOf("words", NOW + 999)).toMatchObject({ id: "R-1001" });
      expect(await opened.store.holderOf("words", NOW + 1_000)).toBeUndefined();

      opened.setNow(NOW + 999);
      const later = [{ key: "words", until: NOW + 2_000 }];
      expect(await opened.store.commit(newRequest("R-1002", { keys: later }))).toMatchObject({
        reason: "reserved",
      });
      opened.setNow(NOW + 1_000);
      expect(await opened.store.commit(newRequest("R-1002", { keys: later }))).toMatchObject({
        ok: true,
      });
      expect(await opened.store.holderOf("words", NOW + 1_000)).toMatchObject({ id: "R-1002" });
      // The first still lists its key, whose time is over: that takes nothing from the second.
      expect(await opened.store.commit(requestCommit(first.value, 1, { keys }))).toMatchObject({
        ok: true,
      });
      expect(await opened.store.holderOf("words", NOW + 1_000)).toMatchObject({ id: "R-1002" });
    });

    it("I2 a key without an end stays with a closed request", async () => {
      const keys = [{ key: "idempotency/1" }];
      const first = newRequest("R-1001", { keys });
      await opened.store.commit(first);
      await opened.store.commit(closing(first.value, 1, { keys }));
      const again = await opened.store.commit(newRequest("R-1002", { keys }));
      expect(again).toMatchObject({
        reason: "reserved",
        holder: { kind: "request", id: "R-1001" },
      });
    });

    it("numbers requests from R-1001 upward and never gives a number twice", async () => {
      const ids = await Promise.all(
        Array.from({ length: 120 }, () => opened.store.nextRequestId()),
      );
      expect(ids[0]).toBe("R-1001");
      expect(new Set(ids).size).toBe(120);
      expect(ids.every((id) => /^R-\d+$/.test(id))).toBe(true);
    });
  });
}
