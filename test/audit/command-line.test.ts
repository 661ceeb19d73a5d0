import { execFile } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportAudit } from "../../src/service/export-audit.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { NOW, person } from "../builders/request.js";
import { findFreshBuild } from "../crash/fresh-build.js";
import { addEnded } from "./sample-trail.js";

let folder: string;
let program: string;
const data = () => join(folder, "data");
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  program = join(dirname(findFreshBuild()), "audit.js");
  folder = mkdtempSync(join(tmpdir(), "riskgate-audit-"));
  const store = await openEmbeddedStore({ folder: data(), tenantId: "tenant-1", clock: () => NOW });
  await addEnded(store, "R-1001");
  const context = { tenantId: "tenant-1", store, auditTrail: store.auditTrail };
  const reader = { personId: person(9).id, sources: new Set<never>(), hasOwnRequests: false };
  const result = await exportAudit(context as never, reader);
  if (result.kind !== "export") throw new Error("no export");
  writeFileSync(file("audit.jsonl"), result.jsonLines);
  writeFileSync(file("audit.csv"), result.csv);
  await store.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

it("U1 verify exits 0 for an export as it is, says what that proves, and takes the key to trust", async () => {
  for (const name of ["audit.jsonl", "audit.csv"]) {
    const bare = await run("verify", file(name));
    expect(bare).toMatchObject({ code: 0 });
    expect(bare.output).toMatch(/^intact: 2 events of 1 chains, 4 texts\./);
    expect(bare.output).toContain("Whose key it is, the file cannot prove");
    const pinned = await run("verify", file(name), "--key", join(data(), "audit/public-key.pem"));
    expect(pinned).toMatchObject({ code: 0 });
    expect(pinned.output).toContain("the holder of the key you gave has made this file");
  }
});

it("U1 verify exits 1 for a changed export and names the place", async () => {
  const text = readFileSync(file("audit.jsonl"), "utf8");
  writeFileSync(file("changed.jsonl"), text.replace("requestDenied", "requestLoved"));
  const verdict = await run("verify", file("changed.jsonl"));
  expect(verdict.code).toBe(1);
  expect(verdict.output).toMatch(/^broken[\s\S]*line 2 \(R-1001, event 2\): its hash does not fit/);
  writeFileSync(file("empty.jsonl"), "");
  expect(await run("verify", file("empty.jsonl"))).toMatchObject({ code: 1 });
  const missing = await run("verify", file("missing.jsonl"));
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.output).toMatch(/^There is no file .*missing\.jsonl\. Nothing was checked/);
});

it("U1 verify-store checks the whole trail of a folder that no bot works on", async () => {
  const found = await run("verify-store", "--data", data());
  expect(found).toMatchObject({ code: 0 });
  expect(found.output).toMatch(
    /^intact: the audit trail is as it was written\.\nChecked: 1 aggregate, 2 events/,
  );
  const copy = file("copy");
  cpSync(data(), copy, { recursive: true });
  const [month = ""] = readdirSync(join(copy, "closed"));
  const place = join(copy, "closed", month, "R-1001.json");
  writeFileSync(place, readFileSync(place, "utf8").replaceAll("requestDenied", "requestLoved"));
  const changed = await run("verify-store", "--data", copy);
  expect(changed).toMatchObject({ code: 1 });
  expect(changed.output).toMatch(/^broken: .*\n.*R-1001/);
  const nothing = await run("verify-store", "--data", file("nothing"));
  expect(nothing).toMatchObject({ code: 1 });
  expect(nothing.output).toContain("is no data folder");
});

it("S2 a key file that holds no such key is named, and nothing is checked", async () => {
  writeFileSync(file("rubbish.pem"), "rubbish\n");
  const { code, output } = await run("verify", file("audit.jsonl"), "--key", file("rubbish.pem"));
  expect(code).toBe(1);
  expect(output).toMatch(/rubbish\.pem holds no public key of Ed25519.*Nothing was checked\./);
  expect(output).not.toMatch(/intact|routines/);
});

it("S2 other arguments change nothing and show how it is used", async () => {
  for (const args of [[], ["verify"], ["erase"], ["frobnicate"], ["verify", "a", "--kez", "b"]]) {
    const { code, output } = await run(...args);
    expect(code).toBe(64);
    expect(output).toContain("Usage:");
  }
});

it("S2 a part of an object id erases nobody, though many ids hold it", async () => {
  const { code, output } = await run("erase", "--person", "0", "--data", data());
  expect(code).toBe(1);
  expect(output).toContain('"0" is no object id. Nothing was changed.');
});

it("U1 the private key is for the owner alone", () => {
  expect(statSync(join(data(), "audit/signing-key.pem")).mode & 0o777).toBe(0o600);
});

it("U1 erase takes a person out of a folder that no bot works on", async () => {
  const { id } = person(1);
  const other = await run("erase", "--person", person(8).id, "--data", data());
  expect(other).toMatchObject({ code: 1 });
  expect(other.output).toContain("Nothing here names this person.");
  const erased = await run("erase", "--person", id.toUpperCase(), "--data", data());
  expect(erased).toMatchObject({ code: 0 });
  expect(erased.output).toContain("Texts erased: 3. Records changed: 1.");
  const store = await openEmbeddedStore({ folder: data(), tenantId: "tenant-1" });
  const request = (await store.load("request", "R-1001"))?.value;
  expect(request?.requestor.displayName).toBe("(erased)");
  const held = await run("erase", "--person", id, "--data", data());
  expect(held).toMatchObject({ code: 1 });
  expect(held.output).toContain("in use");
  await store.close();
});
