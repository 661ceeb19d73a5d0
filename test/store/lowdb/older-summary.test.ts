import { expect, it } from "vitest";
import { summarizeRequest } from "../../../src/approval/request-summary.js";
import { allSummaries } from "../../builders/all-summaries.js";
import { closing, requestCommit } from "../../builders/commit.js";
import { atRiskStage, person } from "../../builders/request.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn } from "./open-store.js";
import { until } from "./poll.js";

const LATER_FIELDS = [
  "isCallOut",
  "isReviewed",
  "readings",
  "stages",
  "settingsVersions",
  "nextDeadline",
];
const OPEN = "/riskgate/requests/R-1001.json";
const SUMMARIES = "/riskgate/closed/2025-03/summaries.jsonl";

it("E4 a summary that was stored before stages were part of it is listed, open and closed", async () => {
  const files = new UnsyncedFileSystem();
  const open = atRiskStage("R-1001", [person(10)]).request;
  const first = atRiskStage("R-1002", [person(10)]).request;
  let store = await openOn(files);
  await store.commit(requestCommit(open, 0, { summary: summarizeRequest(open) }));
  await store.commit(requestCommit(first, 0));
  const ended = closing(first, 1);
  await store.commit({
    ...ended,
    index: { ...ended.index, summary: summarizeRequest(ended.value) },
  });
  await until(() => files.list("/riskgate/requests").length === 1, "put away");
  await store.close();
  for (const path of [OPEN, SUMMARIES]) files.put(path, withoutLaterFields(files.readNow(path)));

  store = await openOn(files);
  expect(await allSummaries(store)).toMatchObject([
    { id: "R-1002", state: "denied", riskStages: 1, stages: [], readings: [] },
    { id: "R-1001", state: "pendingApproval", riskStages: 1, stages: [], isCallOut: false },
  ]);
  await store.commit(requestCommit(open, 1, { summary: summarizeRequest(open) }));
  expect((await allSummaries(store))[1]?.stages).toMatchObject([{ status: "open" }]);
  await store.close();
});

function withoutLaterFields(text = ""): string {
  const content = JSON.parse(text) as { index: { summary: Record<string, unknown> } };
  for (const field of LATER_FIELDS) delete content.index.summary[field];
  return `${JSON.stringify(content)}\n`;
}
