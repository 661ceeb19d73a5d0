import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../connector/eventually.js";
import { RunningBot } from "./running-bot.js";

let bot: RunningBot;

beforeAll(async () => {
  bot = await RunningBot.start({
    signals: (real) => ({
      read: async () => {
        throw new Error("the source is down");
      },
      ...(real.set && { set: real.set }),
    }),
  });
});

afterAll(() => bot.stop());

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly events?: readonly { readonly type: string; readonly stage?: number }[];
  readonly correlationId?: string;
  readonly route?: string;
}

function linesSince(count: number): Line[] {
  return bot.logLines.slice(count).map((line) => JSON.parse(line) as Line);
}

test("what a command and a timer leave in the log has the id of its path", async () => {
  const [ada] = await bot.installed("ada");
  const before = bot.logLines.length;
  await ada.say("sending pause because the connector is replaced");
  const typed = linesSince(before);
  const paused = typed.find(({ msg }) => msg === "sending is paused");
  const call = typed.find(({ msg, route }) => msg === "answered" && route === "/api/messages");
  expect(paused?.correlationId).toMatch(/^[\w-]{12}$/);
  expect(call?.correlationId).toBe(paused?.correlationId);

  const later = bot.logLines.length;
  await bot.post({
    accessPackageAssignmentRequestId: "0c2f0f2c-3a83-4a51-9c41-9d4f6a1d3c11",
    requestor: { objectId: bot.user("riley").objectId },
    accessPackage: { id: bot.tenant.accessPackages[0]?.id },
    justification: "Quarterly close",
  });
  const steps = await eventually(() => {
    const read = linesSince(later).filter(({ msg }) => msg === "a risk source could not be read");
    return read.length > 0 && read;
  });
  for (const { correlationId } of steps) {
    expect(correlationId).toMatch(/^[\w-]{12}$/);
    expect(correlationId).not.toBe(paused?.correlationId);
  }
});

test("what becomes of a request can be followed in the log, from the answer to whoever handed it in", async () => {
  const before = bot.logLines.length;
  const answer = await fetch(`${bot.url}/api/access-requests`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      accessPackageAssignmentRequestId: "0c2f0f2c-3a83-4a51-9c41-9d4f6a1d3c12",
      requestor: { objectId: bot.user("ada").objectId },
      accessPackage: { id: bot.tenant.accessPackages[1]?.id },
      justification: "Quarterly close",
    }),
  });
  const { id } = (await answer.json()) as { readonly id: string };
  const course = () =>
    linesSince(before).filter((line) => line.msg === "a request went on" && line.requestId === id);
  await eventually(() => course().length > 1);
  const [first, second] = course();
  expect(first?.events).toEqual([{ type: "requestSubmitted" }]);
  expect(first?.correlationId).toBe(answer.headers.get("x-correlation-id"));
  expect(second?.events).toContainEqual({ type: "stageOpened", stage: 0 });
  expect(second?.correlationId).toMatch(/^[\w-]{12}$/);
});
