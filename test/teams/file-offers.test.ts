import { expect, it, vi } from "vitest";
import { createFileDesk, FILE_PATIENCE } from "../../src/service/file-desk.js";
import { offerFile } from "../../src/teams/file-offers.js";
import { replyActivity } from "../../src/teams/sender/card-activity.js";

const file = {
  ownerId: "ada",
  name: "audit.jsonl",
  contentType: "text/plain",
  description: "The audit trail",
  bytes: Buffer.from("12345"),
};
let count = 0;
const nextToken = () => {
  count += 1;
  return `token-${count}`;
};
const newDesk = () => createFileDesk(nextToken);

it("V3 Teams is asked with a card that names the file and carries a token, no path", () => {
  const desk = newDesk();
  const reply = offerFile({ desk, downloadUrl: undefined }, file);
  expect(replyActivity(reply)).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.teams.card.file.consent",
        name: "audit.jsonl",
        content: {
          description: "The audit trail",
          sizeInBytes: 5,
          acceptContext: { token: `token-${count}` },
        },
      },
    ],
  });
  const again = { from: 1, isCsv: false, until: 2 };
  expect(
    JSON.stringify(replyActivity(offerFile({ desk, downloadUrl: undefined }, { ...file, again }))),
  ).toContain('"again":{"from":1,"isCsv":false,"until":2,"name":"audit.jsonl"}');
  count -= 1;
  expect(desk.take(`token-${count}`, "eve")).toBeUndefined();
  expect(desk.take(`token-${count}`, "ada")?.bytes.toString()).toBe("12345");
  expect(desk.take(`token-${count}`, "ada")).toBeUndefined();
});

it("V3 a file expires after 15 minutes, and only a few wait at a time", () => {
  vi.useFakeTimers();
  try {
    const desk = newDesk();
    const token = desk.offer(file);
    vi.advanceTimersByTime(FILE_PATIENCE);
    expect(desk.take(token)).toBeUndefined();
    const tokens = Array.from({ length: 12 }, () => desk.offer(file));
    expect(tokens.filter((one) => desk.take(one))).toHaveLength(8);
  } finally {
    vi.useRealTimers();
  }
});

it("V3 files that wait hold only so many bytes of memory: the oldest goes, the newest stays", () => {
  const desk = createFileDesk(nextToken, 12);
  const tokens = [file, file, file].map((one) => desk.offer(one));
  expect(tokens.map((one) => desk.take(one) !== undefined)).toEqual([false, true, true]);
});
