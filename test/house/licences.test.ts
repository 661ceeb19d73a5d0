import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "./source-files.js";

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
}

const lock: { readonly packages: Readonly<Record<string, LockEntry>> } = JSON.parse(
  readFileSync(join(projectRoot, "package-lock.json"), "utf8"),
);
const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== "" && !dev);

/** Licences under which everything may be used, changed and passed on, for a notice at most. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...[
    "MIT",
    "ISC",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "Unlicense",
  ],
  "(AFL-2.1 OR BSD-3-Clause)",
]);

/** Packages that name no licence in a way that a machine reads, and the words of the text that they ship. */
const READ_BY_HAND: Readonly<Record<string, RegExp>> = {
  "@microsoft/m365agentsplayground": /MICROSOFT PRE-RELEASE SOFTWARE LICENSE TERMS/,
  cldrjs: /MIT|Permission is hereby granted/i,
  "escape-regexp-component": /MIT/i,
  jspath: /MIT/i,
};

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** All that a package says of its licence, in files of that name, its description and its package.json. */
function licenceText(path: string): string {
  const folder = join(projectRoot, path);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const telling = files.filter((file) => /^(licen[cs]e|readme|package\.json)/i.test(file));
  return telling.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
}

test("every package that is shipped has a licence of the list, or one that was read by hand", () => {
  const others = shipped.filter(([path, { license }]) => {
    if (license !== undefined && ALLOWED.has(license)) return false;
    const expected = READ_BY_HAND[nameOf(path)];
    return expected === undefined || !expected.test(licenceText(path));
  });
  expect(others.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([]);
  expect(shipped.length).toBeGreaterThan(200);
});

test("every package is known by its hash, so that no registry can pass another one off", () => {
  const unknown = Object.entries(lock.packages).filter(
    ([path, { integrity }]) => path !== "" && !/^sha512-/.test(integrity ?? ""),
  );
  // Optional packages of other systems that no lock file of this system has read.
  expect(unknown.filter(([, { optional }]) => !optional).map(([path]) => path)).toEqual([]);
});

test("no package needs its install script: npm ci runs none, and those that have one are known", () => {
  expect(readFileSync(join(projectRoot, ".npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/m);
  const scripted = shipped.filter(([, { hasInstallScript }]) => hasInstallScript);
  const reason: Readonly<Record<string, string>> = {
    "botbuilder-dialogs": "calls npx for a tool that is not used",
    "dtrace-provider": "compiles an optional part of restify",
  };
  expect(scripted.map(([path]) => nameOf(path)).filter((name) => !(name in reason))).toEqual([]);
});

test("the archived SDK is the version that the decision about it names", () => {
  const page = readFileSync(
    join(projectRoot, "docs/decisions/0003-archived-bot-sdk-in-one-folder.md"),
    "utf8",
  );
  expect(page).toContain(`\`botbuilder\` ${lock.packages["node_modules/botbuilder"]?.version}`);
  expect(page).toMatch(/## The risk[\s\S]*## The plan/);
});
