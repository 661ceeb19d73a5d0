import { expect, test } from "vitest";
import { FEATURES } from "../../src/entra/features.js";
import type { Operation } from "../../src/entra/operation.js";
import { ALL_OPERATIONS } from "../../src/entra/probes.js";
import { replacePart } from "./generated-part.js";
import { locate, readPage } from "./markdown-pages.js";

const PAGE = "docs/permissions.md";

test("docs/permissions.md lists every operation of Graph and its permission (renew it: npx vitest run test/docs -u)", async () => {
  const withPermissions = replacePart(readPage(PAGE), "permissions", permissions());
  const fresh = replacePart(withPermissions, "operations", operations());
  await expect(fresh).toMatchFileSnapshot(locate(PAGE).file);
});

function permissions(): string[] {
  const names = [...new Set(ALL_OPERATIONS.map(({ permission }) => permission))].sort();
  const rows = names.map((name) => {
    const features = new Set(
      ALL_OPERATIONS.filter(({ permission }) => permission === name).map(({ feature }) => feature),
    );
    const words = [...features].map((feature) => FEATURES[feature]);
    const need = words.every(({ isOptional }) => isOptional) ? "optional" : "needed";
    const uses = words.map(({ title }) => title).join("; ");
    const without = words.map((feature) => feature.without).join(" ");
    return `| \`${name}\` | ${need} | ${uses} | ${without} |`;
  });
  return ["| permission | | for | without it |", "| --- | --- | --- | --- |", ...rows];
}

function operations(): string[] {
  const sorted = [...ALL_OPERATIONS].sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
  const rows = sorted.map((operation) => {
    const { permission, purpose, source } = operation;
    const page = source.slice(source.lastIndexOf("/") + 1);
    return `| \`${addressOf(operation)}\` | \`${permission}\` | ${purpose} | [${page}](${source}) |`;
  });
  return [
    "| operation | least permission | Riskgate | Microsoft's page |",
    "| --- | --- | --- | --- |",
    ...rows,
  ];
}

function addressOf({ method, version, path }: Operation): string {
  return `${method} /${version}${path}`;
}
