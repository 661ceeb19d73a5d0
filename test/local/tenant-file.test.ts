import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findJsonError } from "../../src/local/json-position.js";
import { isTenantProblems } from "../../src/local/tenant.js";
import { formatTenantProblems, loadTenant } from "../../src/local/tenant-file.js";

const TENANT_ID = "0b1f6a52-3f0c-4e5b-9c57-000000001000";
const SMALL = JSON.stringify({
  tenantId: TENANT_ID,
  users: [
    {
      id: "0b1f6a52-3f0c-4e5b-9c57-000000000001",
      displayName: "Riley Chen",
      userPrincipalName: "riley@contoso.example",
    },
  ],
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-tenant-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function problemsOf(text: string, expectedTenantId?: string): Promise<string[]> {
  const path = join(folder, "tenant.json");
  await writeFile(path, text);
  const tenant = await loadTenant(path, expectedTenantId === undefined ? {} : { expectedTenantId });
  return isTenantProblems(tenant) ? tenant.problems.map((p) => `${p.path}: ${p.message}`) : [];
}

describe("loading a tenant file", () => {
  it("accepts a right one, with or without a byte order mark", async () => {
    expect(await problemsOf(SMALL)).toEqual([]);
    expect(await problemsOf(`\uFEFF${SMALL}`)).toEqual([]);
  });

  it("says what to do when there is none, or a folder", async () => {
    const missing = await loadTenant(join(folder, "none.json"));
    expect(missing).toEqual({
      problems: [{ path: "", message: "does not exist; set TENANT_FILE to an existing file" }],
    });
    expect(await loadTenant(folder)).toMatchObject({
      problems: [{ message: expect.stringContaining("is a folder") }],
    });
  });

  it("names line and column where the text is no JSON", async () => {
    expect(await problemsOf('{\n  "users": [,]\n}')).toEqual([
      ": is not JSON: see line 2, column 13",
    ]);
  });

  it("refuses the file of another tenant than the bot's", async () => {
    expect(await problemsOf(SMALL, TENANT_ID)).toEqual([]);
    expect((await problemsOf(SMALL, "0b1f6a52-3f0c-4e5b-9c57-00000000ffff"))[0]).toMatch(
      /^tenantId: is .* MicrosoftAppTenantId is /,
    );
  });

  it("lists the problems for a person", () => {
    const text = formatTenantProblems("t.json", {
      problems: [{ path: "users[0].id", message: "must be a GUID" }],
    });
    expect(text).toBe(
      "Riskgate does not start, because the tenant file t.json is wrong:\n  users[0].id must be a GUID\n",
    );
  });
});

describe("the place where text stops being JSON", () => {
  it.each([
    ['{"a":1}', undefined],
    ["", { line: 1, column: 1 }],
    ["{", { line: 1, column: 2 }],
    ['{\n"a":1,\n}', { line: 3, column: 1 }],
    ["[1,\n 2\n 3]", { line: 3, column: 2 }],
    ['{"a": tru}', { line: 1, column: 10 }],
    ["[1] x", { line: 1, column: 5 }],
    ["x", { line: 1, column: 1 }],
    ["{\"a\": 'b'}", { line: 1, column: 7 }],
  ])("in %j is %j", (text, place) => {
    expect(findJsonError(text)).toEqual(place);
  });
});
