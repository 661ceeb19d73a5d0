import { describe, expect, it } from "vitest";
import { beginSend, reportSend } from "../../../src/approval/delivery.js";
import { HOUR, MINUTE, SECOND } from "../../../src/approval/instant.js";
import { addNotices } from "../../../src/approval/ledger.js";
import type { Notice } from "../../../src/approval/notice.js";
import type { Context } from "../../../src/service/context.js";
import { newPersonRecord } from "../../../src/service/register-person.js";
import type { Pacer } from "../../../src/teams/connector/pacing.js";
import { TakeOver } from "../../../src/teams/sender/take-over.js";
import { NOW, person } from "../../builders/request.js";

const SAM = person(1);
const CHAT = "a:sam";

/** A row that was posted so long before NOW. */
function sentAgo(ago: number): Notice {
  const [row] = addNotices([], [{ kind: "approvalCard", recipient: SAM.id, stage: 0 }], NOW - ago);
  const begun = row && beginSend(row, "token", null, NOW - ago);
  if (!begun) throw new Error("no row was made");
  const sent = { kind: "sent", conversationId: CHAT, activityId: "1" } as const;
  return reportSend(begun, "token", 1, sent, NOW - ago);
}

function world(requests: Record<string, readonly Notice[] | "unreadable"> = {}) {
  const state = { now: NOW, isSender: true, loads: 0, requests };
  const pacer = { takenOver: 0, recalled: [] as [string, readonly number[]][] };
  const store = {
    now: () => state.now,
    isSender: () => state.isSender,
    decidableBy: async () => Object.keys(state.requests),
    load: async (_: string, id: string) => {
      state.loads += 1;
      const notices = state.requests[id];
      if (notices === "unreadable") throw new Error("the store is away");
      return { version: 1, value: { notices } };
    },
  };
  const takeOver = new TakeOver(
    { store } as unknown as Context,
    {
      takeOver() {
        pacer.takenOver += 1;
      },
      recall: (conversationId: string, ages: readonly number[]) =>
        void pacer.recalled.push([conversationId, ages]),
    } as unknown as Pacer,
  );
  return { state, pacer, takeOver };
}

const sam = newPersonRecord("tenant-1", SAM.id, NOW);

describe("a process that begins to send", () => {
  it("N2 says so at its start and at each election, once", () => {
    const { state, pacer, takeOver } = world();
    expect([takeOver.isSender(), takeOver.isSender(), pacer.takenOver]).toEqual([true, true, 1]);
    state.isSender = false;
    expect([takeOver.isSender(), pacer.takenOver]).toEqual([false, 1]);
    state.isSender = true;
    expect([takeOver.isSender(), pacer.takenOver]).toEqual([true, 2]);
  });

  it("N2 asks the ledger what a person was sent within the last hour, once", async () => {
    const { state, pacer, takeOver } = world({
      "R-1": [sentAgo(2 * HOUR), sentAgo(30 * MINUTE)],
      "R-2": [sentAgo(5 * SECOND), { ...sentAgo(SECOND), recipient: "somebody else" }],
    });
    takeOver.isSender();
    state.now += SECOND;
    const digest = { ...sam, notices: [sentAgo(10 * SECOND)] };
    await Promise.all([takeOver.recall(digest, CHAT), takeOver.recall(digest, CHAT)]);
    await takeOver.recall(digest, CHAT);
    expect(pacer.recalled).toEqual([[CHAT, [30 * MINUTE + SECOND, 6 * SECOND, 11 * SECOND]]]);
    expect(state.loads).toBe(2);
  });

  it("N2 does not count what it has sent itself since, and asks nothing an hour later", async () => {
    const { state, pacer, takeOver } = world({ "R-1": [sentAgo(0), sentAgo(-SECOND)] });
    takeOver.isSender();
    state.now += 2 * SECOND;
    await takeOver.recall(sam, CHAT);
    expect(pacer.recalled).toEqual([[CHAT, [2 * SECOND]]]);
    state.now += HOUR;
    await takeOver.recall(sam, "a:ada");
    expect(pacer.recalled).toHaveLength(1);
  });

  it("N2 a ledger that cannot be read holds up what is to be sent, and is asked again", async () => {
    const { state, pacer, takeOver } = world({ "R-1": "unreadable" });
    takeOver.isSender();
    await expect(takeOver.recall(sam, CHAT)).rejects.toThrow("away");
    state.requests = { "R-1": [sentAgo(SECOND)] };
    await takeOver.recall(sam, CHAT);
    expect(pacer.recalled).toEqual([[CHAT, [SECOND]]]);
  });
});
