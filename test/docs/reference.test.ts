import { expect, test } from "vitest";
import { requestStateSchema } from "../../src/approval/request.js";
import { LOG_LEVELS, readVariables } from "../../src/config/variables.js";
import { CALLER_RATE } from "../../src/http/limits.js";
import { createMetrics } from "../../src/http/metrics.js";
import {
  AGGREGATE_FOLDERS,
  CLOSED_FOLDER,
  QUARANTINE_FOLDER,
} from "../../src/store/lowdb/layout.js";
import { readSourceFiles } from "../house/source-files.js";
import { readPage } from "./markdown-pages.js";

const operations = readPage("docs/operator.md");
const http = readPage("docs/http.md");

test("docs/operator.md and the environment that is read name the same variables", () => {
  const read = Object.keys(readVariables({}).values).sort();
  const rows = [...operations.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)];
  const told = rows.flatMap(([, names]) => names?.match(/\w+/g) ?? []);
  expect(told.sort()).toEqual(read);
  expect(LOG_LEVELS.filter((level) => !operations.includes(`\`${level}\``))).toEqual([]);
});

test("the README names no variable that is not read", () => {
  const read = Object.keys(readVariables({}).values);
  const rows = [...readPage("README.md").matchAll(/^\| ((?:`[A-Z]\w+`(?:, )?)+) \|/gm)];
  const told = rows.flatMap(([, names]) => names?.match(/\w+/g) ?? []);
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter((name) => !read.includes(name))).toEqual([]);
});

test("both pages of the routes for applications say how much one caller may send", () => {
  const [most, steady] = [CALLER_RATE.burst, CALLER_RATE.perSecond].map((n) =>
    n.toLocaleString("en-US"),
  );
  const said = new RegExp(`${most} (?:\\w+ )?at once and ${steady} in a second for ever`);
  for (const page of [http, readPage("docs/insider-risk.md")])
    expect(page.replace(/\s+/g, " ")).toMatch(said);
});

test("both pages say what /readyz says beside 200: that something waits for an administrator is not unready", () => {
  const route = readSourceFiles("src").find(({ path }) => path === "src/http/status-routes.ts");
  const said = [...(route?.text ?? "").matchAll(/\b(\w+): "(held|paused)"/g)];
  expect(said.length).toBeGreaterThan(2);
  const [readiness = ""] = /^## Readiness$[\s\S]*?(?=^## )/m.exec(operations) ?? [];
  for (const [, name, state] of said) {
    expect(http).toContain(`"${name}":"${state}"`);
    expect(operations).toContain(`"${name}":"${state}"`);
  }
  expect(/Not ready means[^.]*\./.exec(readiness)?.[0]).not.toMatch(/backup|clock|pause/);
});

test("docs/operator.md names every folder of the data folder", () => {
  const folders = [...Object.values(AGGREGATE_FOLDERS), CLOSED_FOLDER, QUARANTINE_FOLDER];
  expect(folders.filter((folder) => !operations.includes(`${folder}/`))).toEqual([]);
});

test("docs/http.md names every state of a request and every figure of ours", async () => {
  const metrics = createMetrics({
    noticeCounts: async () => ({ intended: 0, delivered: 0, failed: 0, withdrawn: 0, pending: 0 }),
    isSendingPaused: async () => false,
    isLockedOut: () => false,
    queueDepth: () => 0,
    state: {
      isReady: async () => true,
      behind: async () => 0,
      holds: () => ({ clock: false, restore: false }),
    },
  });
  const text = await metrics.readText();
  const figures = [...text.matchAll(/^# HELP (riskgate_\w+)/gm)].map(([, name = ""]) => name);
  expect(figures.length).toBeGreaterThan(5);
  const wanted = [...figures, ...requestStateSchema.options];
  expect(wanted.filter((word) => !http.includes(`\`${word}\``))).toEqual([]);
  const rows = [...http.matchAll(/^\| `(riskgate_\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(figures.sort());
});
