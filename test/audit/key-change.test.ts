import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readPublicKey } from "../../src/audit/signing-key.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import type { FileSystem } from "../../src/store/lowdb/file-system.js";
import { nodeFileSystem } from "../../src/store/lowdb/node-file-system.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { newRequest } from "../builders/commit.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-key-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (files: FileSystem = nodeFileSystem) =>
  openEmbeddedStore({ folder, tenantId: "tenant-1", files });
const problemsOf = async (store: AuditedStore) =>
  (await walkTrail(store.auditTrail, () => store.now())).problems;
const publicKey = (name: string) =>
  readPublicKey(readFileSync(join(folder, "audit", name), "utf8"));

it("U1 the trail verifies over any number of changes of the key, and the keys of before are kept", async () => {
  let store = await open();
  const first = store.auditTrail.publicKey;
  for (const id of ["R-1001", "R-1002", "R-1003"]) {
    await store.commit(newRequest(id));
    await store.trailKeeping.changeKey?.();
    expect(await problemsOf(store)).toEqual([]);
    await store.close();
    store = await open();
    expect(await problemsOf(store)).toEqual([]);
  }
  expect(publicKey("public-key-1.pem")).toBe(first);
  expect(publicKey("public-key.pem")).toBe(store.auditTrail.publicKey);
  expect(store.auditTrail.publicKey).not.toBe(first);
  expect(readdirSync(join(folder, "audit")).filter((name) => /key-\d/.test(name))).toHaveLength(3);
  await store.close();
});

it("U1 a change of the key that ends in the middle is finished or forgotten by the next start", async () => {
  for (const part of ["next-signing-key.pem.tmp", "public-key-1.pem", "next-signing-key.pem"]) {
    const broken: FileSystem = {
      ...nodeFileSystem,
      rename: (from, to) => {
        if (from.includes(part) || to.endsWith(part)) throw new Error("the disk is gone");
        return nodeFileSystem.rename(from, to);
      },
    };
    const store = await open(broken);
    await store.commit(newRequest(`R-${1001 + part.length}`));
    await expect(store.trailKeeping.changeKey?.()).rejects.toThrow();
    await store.close();
    const next = await open();
    expect(await problemsOf(next), part).toEqual([]);
    await next.close();
    expect(readdirSync(join(folder, "audit"))).not.toContain("next-signing-key.pem");
  }
});

it("U1 a key that nobody handed over to is found", async () => {
  const store = await open();
  await store.commit(newRequest("R-1001"));
  await store.auditTrail.anchor();
  const { auditTrail } = store;
  const stranger = {
    publicKey: "MCowBQYDK2VwAyEAz/o+oVugOprVM7aCVeQJt8AGsB+NfURoO4T5pRSOdXk=",
    firstKey: auditTrail.publicKey,
    anchor: () => auditTrail.anchor(),
    anchors: () => auditTrail.anchors(),
    trails: () => auditTrail.trails(),
    trail: auditTrail.trail.bind(auditTrail),
    sign: (text: string) => auditTrail.sign(text),
  };
  const { problems } = await walkTrail(stranger, () => store.now());
  expect(problems.map(({ what }) => what)).toEqual(["its newest key is not the key of this bot"]);
  await store.close();
});
