import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ApproverRule, Candidate } from "../../src/approval/approver.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { handleDue } from "../../src/service/clockwork.js";
import type { Context } from "../../src/service/context.js";
import { decide } from "../../src/service/decide.js";
import { indexOf } from "../../src/service/index-entry.js";
import { DirectoryUnavailableError } from "../../src/service/ports/people.js";
import type { Store, Versioned } from "../../src/service/ports/store.js";
import { newPersonRecord } from "../../src/service/register-person.js";
import { candidate, DANA, MANAGER, MORGAN, SAM } from "../builders/cast.js";
import { requestCommit } from "../builders/commit.js";
import { policyStage } from "../builders/controls.js";
import { UNWATCHED } from "../builders/figures.js";
import { atRiskStage, NOW } from "../builders/request.js";
import { openOn } from "../store/lowdb/open-store.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";

const REQUEST = { kind: "request", id: "R-1001" } as const;

let store: Store;
let context: Context;
/** What the directory answers about the manager, who decides after Morgan. */
let managers: () => Promise<readonly Candidate[]>;

beforeEach(async () => {
  managers = async () => [candidate(DANA, MANAGER)];
  store = await openOn(new UnsyncedFileSystem());
  context = {
    tenantId: "tenant-1",
    store,
    people: {
      byId: async () => ({ ...MORGAN, accountEnabled: true }),
      resolve: (rule: ApproverRule) =>
        rule.kind === "manager" ? managers() : Promise.resolve([candidate(MORGAN)]),
    },
    figures: UNWATCHED,
    log: { info: () => undefined, warn: () => undefined },
    newToken: () => "token-1",
  } as unknown as Context;
  const policyStages = [policyStage({ fallbackApprovers: [] })];
  const { request } = atRiskStage(REQUEST.id, [MORGAN], { policyStages });
  // Without a source the first stage is one of the policy: no risk is read for it.
  const stages = request.stages.map(({ source: _, ...stage }) => stage);
  const value = { ...request, stages } as AccessRequest;
  await store.commit({ ...requestCommit(value, 0), index: indexOf("request", value) });
});
afterEach(() => store.close());

function decideAs(reviewResult: "Approved" | "Denied", known?: Versioned<AccessRequest>) {
  return decide(context, {
    ...(known && { known }),
    requestId: REQUEST.id,
    reviewResult,
    person: MORGAN,
    justification: "Known to the desk",
    via: { kind: "typed", activityId: "activity-1", digest: "d".repeat(64) },
  });
}

async function stored() {
  const found = await store.load("request", REQUEST.id);
  if (!found) throw new Error("the request is gone");
  const next = found.value.stages[1];
  return {
    version: found.version,
    status: next?.status,
    asks: next?.primaryApprovers.map((a) => a.id),
  };
}

it("T5 D8 who decides next is asked in the commit of an approval when the directory answers at once", async () => {
  expect((await decideAs("Approved")).result).toMatchObject({ ok: true, answer: "settled" });
  expect(await stored()).toEqual({ version: 2, status: "open", asks: [DANA.id] });
  const types = (await store.events("request", REQUEST.id)).map((event) => event.type);
  expect(types.slice(-3)).toEqual(["stageDecided", "stageOpened", "approversResolved"]);
  expect(await store.due(NOW, 9)).toEqual([]);
});

it.each<[string, () => Promise<readonly Candidate[]>]>([
  ["has not answered yet", () => new Promise(() => undefined)],
  ["cannot be read", () => Promise.reject(new DirectoryUnavailableError("down"))],
])(
  "T5 D1 an approval stands alone, and the clock asks, when the directory %s",
  async (_, answer) => {
    managers = answer;
    expect((await decideAs("Approved")).result).toMatchObject({ ok: true, answer: "settled" });
    expect(await stored()).toEqual({ version: 2, status: "resolving", asks: [] });
    managers = async () => [candidate(DANA, MANAGER)];
    expect(await store.due(NOW, 9)).toEqual([REQUEST]);
    await handleDue(context, REQUEST);
    expect(await stored()).toEqual({ version: 3, status: "open", asks: [DANA.id] });
  },
);

it("D8 nobody is looked up for a stage that a denial never opens", async () => {
  let lookUps = 0;
  managers = async () => {
    lookUps += 1;
    return [candidate(DANA, MANAGER)];
  };
  expect((await decideAs("Denied")).result).toMatchObject({ ok: true, answer: "settled" });
  expect(await stored()).toMatchObject({ status: "waiting", asks: [] });
  expect(lookUps).toBe(0);
});

it("A5 the clock asks when somebody of the next stage has a delegate, who is asked with him", async () => {
  const value = {
    ...newPersonRecord("tenant-1", DANA.id, NOW),
    delegation: { delegate: SAM, from: NOW },
  };
  const commit = { kind: "person", id: DANA.id, expectedVersion: 0, value, events: [] } as const;
  await store.commit({ ...commit, index: indexOf("person", value) });
  await decideAs("Approved");
  expect(await stored()).toEqual({ version: 2, status: "resolving", asks: [] });
  await handleDue(context, REQUEST);
  const cards = (await store.load("request", REQUEST.id))?.value.notices ?? [];
  const asked = cards.filter((n) => n.kind === "approvalCard" && n.stage === 1);
  expect(asked.map((n) => n.recipient)).toEqual([DANA.id, MORGAN.id]);
});

describe("a request that was read a moment before its decision", () => {
  const early = async (change: Partial<AccessRequest> = {}): Promise<Versioned<AccessRequest>> => {
    const found = await store.load("request", REQUEST.id);
    if (!found) throw new Error("the request is gone");
    return { ...found, value: { ...found.value, ...change } };
  };

  it("D1 is not read again for a decision that can stand", async () => {
    const known = await early();
    const load = vi.spyOn(store, "load");
    expect((await decideAs("Denied", known)).result).toMatchObject({ ok: true, answer: "settled" });
    expect(load).not.toHaveBeenCalledWith("request", REQUEST.id);
  });

  it("D1 D6 is read again where somebody has decided since: his decision stays", async () => {
    const known = await early();
    await decideAs("Denied");
    const { result, request } = await decideAs("Approved", known);
    expect(result).toMatchObject({ ok: "known" });
    expect(request?.stages[0]?.outcome).toMatchObject({ reviewResult: "Denied" });
    expect(await stored()).toMatchObject({ version: 2 });
  });

  it("D2 D9 refuses nobody who was asked since", async () => {
    const known = await early();
    const stages = known.value.stages.map((stage) => ({ ...stage, primaryApprovers: [] }));
    const before = await early({ stages });
    expect((await decideAs("Denied", before)).result).toMatchObject({ answer: "settled" });
  });

  it("D2 D9 refuses nobody whose right of before is gone and whose right of now stands", async () => {
    const known = await early();
    const [first, ...others] = known.value.stages;
    const lost = { kind: "role", name: "A role of before" } as const;
    const primaryApprovers = (first?.primaryApprovers ?? []).map((approver) => ({
      ...approver,
      namedBy: [{ rule: lost, label: "A role of before" }],
    }));
    const stages = [{ ...first, primaryApprovers }, ...others] as AccessRequest["stages"];
    const before = await early({ stages });
    const { resolve } = context.people;
    Object.assign(context.people, {
      resolve: (rule: ApproverRule, id: string) =>
        rule.kind === "role" && rule.name === lost.name ? Promise.resolve([]) : resolve(rule, id),
    });
    expect((await decideAs("Denied", before)).result).toMatchObject({ answer: "settled" });
  });

  it("D2 is not taken for another one", async () => {
    const other = await early({ id: "R-1002", justification: "Of another request" });
    const { result, request } = await decideAs("Denied", other);
    expect(result).toMatchObject({ answer: "settled" });
    expect(request).toMatchObject({ id: REQUEST.id });
    expect(await stored()).toMatchObject({ version: 2 });
    expect((await store.load("request", REQUEST.id))?.value.id).toBe(REQUEST.id);
  });
});
