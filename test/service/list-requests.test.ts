import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { summarizeRequest } from "../../src/approval/request-summary.js";
import type { Context } from "../../src/service/context.js";
import { listRequests } from "../../src/service/list-requests.js";
import type { Store } from "../../src/service/ports/store.js";
import { readInsights } from "../../src/service/read-insights.js";
import { closing, requestCommit } from "../builders/commit.js";
import { atRiskStage, NOW, person } from "../builders/request.js";
import { openOn } from "../store/lowdb/open-store.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";

const ADA = person(9).id;
let store: Store;
let context: Context;

/** 2,025 requests of 45 people, one a minute: more than one stride of the walk. */
beforeAll(async () => {
  store = await openOn(new UnsyncedFileSystem());
  context = { store } as unknown as Context;
  for (let i = 0; i < 2_025; i += 1) {
    const now = NOW - i * 60_000;
    const choices = { requestor: person(i % 45), now };
    const { request } = atRiskStage(`R-${5_000 - i}`, [person(100)], choices);
    await store.commit(requestCommit(request, 0, { summary: summarizeRequest(request) }));
    if (i % 2 === 0) continue;
    const ended = closing(request, 1);
    const index = { ...ended.index, summary: summarizeRequest(ended.value) };
    await store.commit({ ...ended, index });
  }
});
afterAll(() => store.close());

describe("the list of all requests", () => {
  it("V4 has 10 to a page, newest first, without the reader's own, and never a page too far", async () => {
    const first = await listRequests(context, ADA, { scope: "all" }, 1, 10);
    expect(first).toMatchObject({ page: 1, pageCount: 198, total: 1_980 });
    expect(first.items.map(({ id }) => id)).toEqual([
      ...["R-5000", "R-4999", "R-4998", "R-4997", "R-4996"],
      ...["R-4995", "R-4994", "R-4993", "R-4992", "R-4990"],
    ]);
    const far = await listRequests(context, ADA, { scope: "all" }, 900, 10);
    expect(far).toMatchObject({ page: 198, total: 1_980 });
    expect(far.items).toHaveLength(10);
    expect(far.items.at(-1)?.id).toBe("R-2976");
  });

  it("leaves out what has ended, other packages and other people, as it is asked", async () => {
    const list = (filter: Parameters<typeof listRequests>[2]) =>
      listRequests(context, ADA, filter, 1, 10);
    const open = await list({ scope: "open" });
    expect(open.items.every(({ state }) => state === "pendingApproval")).toBe(true);
    expect(open.total + 1).toBeGreaterThan(980);
    expect((await list({ scope: "all", personId: person(3).id })).total).toBe(45);
    expect((await list({ scope: "all", personId: ADA })).total).toBe(0);
    expect((await list({ scope: "all", accessPackage: "PAYROLL production" })).total).toBe(1_980);
    expect((await list({ scope: "all", accessPackage: "package-1" })).total).toBe(1_980);
    expect((await list({ scope: "all", accessPackage: "payroll" })).total).toBe(0);
  });

  it("V4 counts a period for the figures, without the reader's own", async () => {
    const hour = await readInsights(context, ADA, 59 * 60_000);
    expect(hour.requests).toBe(58);
    expect((await readInsights(context, person(500).id, 59 * 60_000)).requests).toBe(60);
    expect((await readInsights(context, ADA, Number.MAX_SAFE_INTEGER)).requests).toBe(1_980);
  });
});
