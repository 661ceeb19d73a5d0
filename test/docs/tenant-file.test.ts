import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isTenantProblems } from "../../src/local/tenant.js";
import { formatTenantProblems, loadTenant } from "../../src/local/tenant-file.js";
import { tenantSchema } from "../../src/local/tenant-schema.js";
import { locate, readPage } from "./markdown-pages.js";

const page = readPage("docs/tenant-file.md");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "riskgate-docs-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the example of docs/tenant-file.md loads, as it stands there", async () => {
  const tenant = await load(exampleOf("json"));
  expect(tenant).not.toHaveProperty("problems");
  expect(tenant).toHaveProperty("users.length", 4);
});

test("the mistakes that docs/tenant-file.md shows are told in those words", async () => {
  const wrong = exampleOf("json")
    .replace('"isApprovalRequired"', '"approvalRequired"')
    .replace('"PT3M"', '"3 minutes"')
    .replace(/"managerId": "[^"]+"/, '"managerId": "11111111-2222-4333-8444-555555555555"');
  const tenant = await load(wrong);
  if (!isTenantProblems(tenant)) throw new Error("it loads");
  expect(exampleOf("text").trim()).toBe(formatTenantProblems("company.json", tenant).trim());
});

test("docs/tenant-file.md names every key of the file", () => {
  const keys = new Set<string>();
  collectKeys(JSON.parse(readPage("env/demo/tenant.json")), keys);
  for (const key of Object.keys(tenantSchema.shape)) keys.add(key);
  expect([...keys].filter((key) => !page.includes(key))).toEqual([]);
  expect(locate("env/demo/tenant.json").exists).toBe(true);
});

async function load(text: string) {
  const file = join(folder, "company.json");
  await writeFile(file, text);
  return loadTenant(file);
}

/** The first block of this language on the page. */
function exampleOf(language: string): string {
  return page.split(`\`\`\`${language}\n`)[1]?.split("```")[0] ?? "";
}

function collectKeys(value: unknown, keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) keys.add(key);
    collectKeys(inner, keys);
  }
}
