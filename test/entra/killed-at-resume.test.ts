import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { eventually } from "../connector/eventually.js";
import { findFreshBuild } from "../crash/fresh-build.js";
import { ALL_PERMISSIONS } from "../graph/graph-at-hand.js";
import { addUser, guid } from "../graph/graph-world.js";
import { LocalGraph } from "../graph/local-graph.js";
import { askInEntra } from "../graph/world-requests.js";

const TENANT = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002";
const BUILD = dirname(findFreshBuild());
const PROGRAM = new URL("killable-bot.mjs", import.meta.url);
/** Long enough for a machine that stops for a while. */
const PATIENT = { timeoutMs: 100_000 };

let graph: LocalGraph;
let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  graph = await LocalGraph.start();
  folder = mkdtempSync(join(tmpdir(), "riskgate-resume-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await graph.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(killAt?: "before" | "after") {
  const env = {
    ...{ BUILD, FOLDER: join(folder, "data"), GRAPH: graph.url },
    ...{ TOKEN: graph.mint(ALL_PERMISSIONS), TENANT },
    ...(killAt && { KILL_AT: killAt }),
  };
  const child = fork(PROGRAM, { env: { PATH: process.env.PATH ?? "", ...env } });
  children.push(child);
  const ended = new Promise<string | number | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code));
  });
  const [{ port }] = (await Promise.race([
    once(child, "message"),
    ended.then((how) => Promise.reject(new Error(`it ended with ${how}`))),
  ])) as [{ port: number }];
  return { child, ended, url: `http://127.0.0.1:${port}/api/access-requests` };
}

async function post(url: string, callOut: object) {
  const body = JSON.stringify(callOut);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body });
  return (await answer.json()) as { readonly id: string; readonly state: string };
}

it.each([
  ["before", "a go-ahead", "handedOver", "pendingApproval"],
  ["after", "a go-ahead", "handedOver", "pendingApproval"],
  ["before", "a denial", "denied", "denied"],
  ["after", "a denial", "denied", "denied"],
] as const)(
  "F1 T4 killed %s %s is sent, the next start brings it to Entra once",
  async (killAt, what, state, stateThere) => {
    const { world } = graph;
    const riley = addUser(world, "Riley Chen");
    const accessPackageId = guid("4", 1);
    const policy = { id: guid("5", 1), displayName: "Employees" };
    // Of a package that Entra no longer has nothing can be planned: it is denied.
    if (what === "a go-ahead")
      world.accessPackages.push({
        ...{ id: accessPackageId, displayName: "Finance Data", description: "" },
        assignmentPolicies: [
          { ...policy, requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] } },
        ],
      });
    const callOut = askInEntra(world, { requestor: riley, accessPackageId, policyId: policy.id });
    const first = await start(killAt);
    const { id } = await post(first.url, callOut);
    expect(await first.ended).toBe("SIGKILL");
    expect(world.resumes).toHaveLength(killAt === "before" ? 0 : 1);

    const second = await start();
    await eventually(async () => (await post(second.url, callOut)).state === state, PATIENT);
    const wasAskedAgain = () => graph.seenAt(/resume$/).length > (killAt === "before" ? 0 : 1);
    await eventually(wasAskedAgain, PATIENT);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);

    expect(world.resumes).toHaveLength(1);
    const key = callOut.AccessPackageAssignmentRequestId;
    expect(world.assignmentRequests.get(key)?.state).toBe(stateThere);
    const store = await openEmbeddedStore({ folder: join(folder, "data"), tenantId: TENANT });
    try {
      const kept = (await store.load("request", id))?.value;
      expect([kept?.state, kept?.handOver?.isDone]).toEqual([state, true]);
      const types = (await store.events("request", id)).map(({ type }) => type);
      expect(types.filter((type) => type === "requestHandedOver")).toHaveLength(1);
    } finally {
      await store.close();
    }
  },
  240_000,
);
