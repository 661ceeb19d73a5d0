import { expect, test } from "vitest";
import { allowedFolders } from "../house/import-rules.js";
import { readPage } from "./markdown-pages.js";

const contributing = readPage("CONTRIBUTING.md");

test("CONTRIBUTING tells of every folder of src, and what each may import", () => {
  const rows = [...contributing.matchAll(/^\| `src\/(\w+)` \|[^|]*\| ([^|]*) \|$/gm)];
  const told = rows.map(([, folder = "", imports = ""]) => [
    folder,
    [...imports.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort(),
  ]);
  const allowed = Object.entries(allowedFolders).map(([folder, imports]) => [
    folder,
    imports.filter((name) => name !== "root").sort(),
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(allowed));
});

test("docs/architecture.md names every folder of src", () => {
  const architecture = readPage("docs/architecture.md");
  const folders = Object.keys(allowedFolders).map((folder) => `src/${folder}`);
  expect(folders.filter((folder) => !architecture.includes(folder))).toEqual([]);
});
