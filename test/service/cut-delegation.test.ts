import { afterEach, beforeEach, expect, it } from "vitest";
import type { AccessRequest } from "../../src/approval/request.js";
import { handleDue } from "../../src/service/clockwork.js";
import type { Context } from "../../src/service/context.js";
import { appointDelegate, endDelegation } from "../../src/service/delegate.js";
import { appointersInForce } from "../../src/service/delegations.js";
import { indexOf } from "../../src/service/index-entry.js";
import { beginNotice } from "../../src/service/ledger.js";
import { type Store, StoreUnavailableError } from "../../src/service/ports/store.js";
import { requestCommit } from "../builders/commit.js";
import { UNWATCHED } from "../builders/figures.js";
import { atRiskStage, NOW, person } from "../builders/request.js";
import { openOn } from "../store/lowdb/open-store.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";

const MORGAN = person(7, "Morgan Diaz");
const DANA = person(8, "Dana Weber");
const RILEY = person(9, "Riley Kim");
const REQUEST = { kind: "request", id: "R-1001" } as const;

let now: number;
let store: Store;
let context: Context;
/** Commits of requests fail, as if the process had died after the person's commit. */
let isCut: boolean;

beforeEach(async () => {
  now = NOW;
  isCut = false;
  store = await openOn(new UnsyncedFileSystem(), { clock: () => now });
  const cuttable = new Proxy(store, {
    get: (target, name: keyof Store) =>
      name === "commit"
        ? (commit: Parameters<Store["commit"]>[0]) =>
            isCut && commit.kind === "request"
              ? Promise.reject(new StoreUnavailableError("cut off"))
              : target.commit(commit)
        : (target[name] as (...all: unknown[]) => unknown).bind(target),
  });
  context = {
    tenantId: "tenant-1",
    store: cuttable,
    people: {
      byId: async (id: string) => ({
        ...([DANA, RILEY].find((known) => known.id === id) ?? MORGAN),
        accountEnabled: true,
      }),
    },
    figures: UNWATCHED,
    newToken: () => "token-1",
  } as unknown as Context;
  const { source: _, ...stage } = atRiskStage(REQUEST.id, [MORGAN]).request.stages[0] ?? {};
  const { request } = atRiskStage(REQUEST.id, [MORGAN]);
  const value = { ...request, stages: [stage] } as AccessRequest;
  await store.commit({ ...requestCommit(value, 0), index: indexOf("request", value) });
});
afterEach(() => store.close());

async function cardOfDana() {
  const request = (await store.load("request", REQUEST.id))?.value;
  return request?.notices.find((n) => n.kind === "approvalCard" && n.recipient === DANA.id);
}

/** The clock finds what is due and lets it happen, as the next process does. */
async function letTheClockWork(): Promise<void> {
  now += 60_000;
  for (const ref of await store.due(now, 10))
    if (ref.kind === "person") await handleDue(context, ref);
}

it("A5 a delegate whose appointment was cut off by a dying process is asked by the next one", async () => {
  isCut = true;
  const appointment = { appointer: MORGAN.id, delegateId: DANA.id };
  await expect(appointDelegate(context, appointment)).rejects.toThrow("cut off");
  isCut = false;
  expect(await cardOfDana()).toBeUndefined();
  await letTheClockWork();
  expect(await cardOfDana()).toMatchObject({ state: "pending" });
  expect(await store.due(now, 10)).not.toContainEqual({ kind: "person", id: MORGAN.id });
});

it("A5 N3 a delegation whose end was cut off is ended by the next process", async () => {
  await appointDelegate(context, { appointer: MORGAN.id, delegateId: DANA.id });
  isCut = true;
  await expect(endDelegation(context, MORGAN.id)).rejects.toThrow("cut off");
  isCut = false;
  await letTheClockWork();
  expect(await cardOfDana()).toMatchObject({ state: "withdrawn", isRevoked: true });
});

it("A5 a delegation that is appointed while the clock ends the one before stays", async () => {
  await appointDelegate(context, { appointer: MORGAN.id, delegateId: RILEY.id, until: now + 1 });
  now += 1;
  let isFirst = true;
  const load = async (...asked: Parameters<Store["load"]>) => {
    const loaded = await store.load(...asked);
    if (isFirst) {
      isFirst = false;
      await appointDelegate(context, { appointer: MORGAN.id, delegateId: DANA.id });
    }
    return loaded;
  };
  const interrupted = new Proxy(context.store, {
    get: (target, name: keyof Store) => (name === "load" ? load : target[name]),
  });
  await handleDue({ ...context, store: interrupted }, { kind: "person", id: MORGAN.id });
  const record = (await store.load("person", MORGAN.id))?.value;
  expect(record?.delegation?.delegate.id).toBe(DANA.id);
  expect(await cardOfDana()).toMatchObject({ state: "pending", isRevoked: false });
});

it("A5 a right that was lent until a moment ends then, also before the clock has looked", async () => {
  await appointDelegate(context, { appointer: MORGAN.id, delegateId: DANA.id, until: now + 1 });
  expect(await appointersInForce(context, DANA.id)).toEqual([MORGAN.id]);
  now += 1;
  expect(await appointersInForce(context, DANA.id)).toEqual([]);
});

it("N1 T6 whoever was delegate for a moment, and not told yet, is not told any more", async () => {
  await appointDelegate(context, { appointer: MORGAN.id, delegateId: RILEY.id });
  await appointDelegate(context, { appointer: MORGAN.id, delegateId: DANA.id });
  const ref = { kind: "person", id: MORGAN.id } as const;
  expect(await beginNotice(context, ref, 1)).toBeUndefined();
  expect((await beginNotice(context, ref, 2))?.notice.recipient).toBe(DANA.id);
  const notices = (await store.load("person", MORGAN.id))?.value.notices;
  expect(notices).toMatchObject([{ state: "withdrawn" }, { state: "pending" }]);
});

it("A5 N2 a card is not posted to a delegate who may not decide any more", async () => {
  await appointDelegate(context, { appointer: MORGAN.id, delegateId: DANA.id });
  const number = (await cardOfDana())?.number ?? 0;
  isCut = true;
  await expect(endDelegation(context, MORGAN.id)).rejects.toThrow("cut off");
  isCut = false;
  expect(await beginNotice(context, REQUEST, number)).toBeUndefined();
  expect(await cardOfDana()).toMatchObject({ state: "withdrawn", copies: [] });
});
