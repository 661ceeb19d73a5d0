import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import project from "../../package.json" with { type: "json" };
import { projectRoot } from "./source-files.js";

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const wanted: Readonly<Record<string, string>> = {
  ...project.dependencies,
  ...project.devDependencies,
};
const lock: { readonly packages: Readonly<Record<string, LockEntry>> } = JSON.parse(
  readFileSync(join(projectRoot, "package-lock.json"), "utf8"),
);
const entries = lock.packages;

/** The places where Node looks for a package that a package asks for, nearest first. */
function placesFor(path: string, name: string): string[] {
  const folders = path.split("/node_modules/");
  return [...folders, ""].map((_, index) => {
    const folder = folders.slice(0, folders.length - index).join("/node_modules/");
    return folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
  });
}

test("every dependency is pinned to an exact version", () => {
  const loose = Object.entries(wanted).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test("every dependency has a line that says why it is here, and every line a dependency", () => {
  const page = readFileSync(join(projectRoot, "docs/decisions/dependencies.md"), "utf8");
  const firstCells = [...page.matchAll(/^\| (`.+?) \|/gm)].map((match) => match[1] ?? "");
  const named = firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1]));
  expect(named.sort()).toEqual(Object.keys(wanted).sort());
});

test("the lock file names no registry", () => {
  const resolved = Object.values(entries).filter((entry) => entry.resolved?.startsWith("http"));
  expect(resolved).toEqual([]);
});

test("the lock file has an entry for every optional package, or npm ci refuses it", () => {
  const missing = Object.entries(entries).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !placesFor(path, name).some((place) => place in entries),
    ),
  );
  expect(missing).toEqual([]);
});
