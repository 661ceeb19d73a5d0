import { DATABASE_POINTS, DATABASE_START_POINTS, GROUP_POINTS } from "./database-points.mjs";

/**
 * The places at which a test ends the process. Each is one operation of the real program on its disk, its network or its
 * database, so that the program itself holds nothing that could end it.
 *
 * @typedef {object} FailPoint
 * @property {string} name
 * @property {"open" | "write" | "sync" | "rename" | "remove" | "send" | "answer" | "statement"} op
 * @property {"before" | "half" | "after"} when `half` writes one half of the text first; a statement has then been sent and
 *   not been answered
 * @property {RegExp} at path below the data folder; of a send its path; of a statement what is sent
 * @property {RegExp} [text] what the file was last given; any text unless said
 */

const JOURNAL = /^journal\/\d+\.log$/;
const OPEN_REQUEST = /^requests\/R-\d+\.json$/;
const CLOSED_REQUEST = /^closed\/[\d-]+\/R-\d+\.json$/;
const SUMMARIES = /^closed\/[\d-]+\/summaries\.jsonl$/;
const ANCHORS = /^audit\/anchors-[\d-]+\.jsonl$/;
const SENDING = /"sendingSince":\d/;
const RECORDED = /"type":"noticeDelivered"/;
const DECIDED = /"type":"stageDecided"/;
const POST = /\/v3\/conversations\/[^/]+\/activities$/;
const REMOVAL = /"removed":\[/;

/** @type {readonly FailPoint[]} */
export const COMMIT_POINTS = [
  { name: "before a commit is written", op: "write", when: "before", at: JOURNAL },
  { name: "in the middle of writing a commit", op: "write", when: "half", at: JOURNAL },
  { name: "before a commit is synced", op: "sync", when: "before", at: JOURNAL },
  { name: "after a commit", op: "sync", when: "after", at: JOURNAL },
  { name: "before a decision is written", op: "write", when: "before", at: JOURNAL, text: DECIDED },
  {
    name: "in the middle of writing a decision",
    op: "write",
    when: "half",
    at: JOURNAL,
    text: DECIDED,
  },
  { name: "before a decision is synced", op: "sync", when: "before", at: JOURNAL, text: DECIDED },
  {
    name: "after a decision, before its answer",
    op: "sync",
    when: "after",
    at: JOURNAL,
    text: DECIDED,
  },
];

/** @type {readonly FailPoint[]} */
export const SEND_POINTS = [
  { name: "before a send is begun", op: "write", when: "before", at: JOURNAL, text: SENDING },
  {
    name: "after a send is begun, before it",
    op: "sync",
    when: "after",
    at: JOURNAL,
    text: SENDING,
  },
  { name: "during a send", op: "send", when: "before", at: POST },
  { name: "after a send, before it is recorded", op: "answer", when: "before", at: POST },
  { name: "while a send is recorded", op: "write", when: "half", at: JOURNAL, text: RECORDED },
  {
    name: "before the record of a send is certain",
    op: "sync",
    when: "before",
    at: JOURNAL,
    text: RECORDED,
  },
  { name: "after a send is recorded", op: "sync", when: "after", at: JOURNAL, text: RECORDED },
];

/** @type {readonly FailPoint[]} */
export const CHECKPOINT_POINTS = [
  { name: "when a segment of the journal is begun", op: "open", when: "after", at: JOURNAL },
  {
    name: "before the journal comes to a file",
    op: "write",
    when: "before",
    at: /^requests\/R-\d+\.json\.tmp$/,
  },
  {
    name: "in the middle of a file",
    op: "write",
    when: "half",
    at: /^requests\/R-\d+\.json\.tmp$/,
  },
  { name: "before a file takes its name", op: "rename", when: "before", at: OPEN_REQUEST },
  { name: "after a file took its name", op: "rename", when: "after", at: OPEN_REQUEST },
  { name: "before a segment is removed", op: "remove", when: "before", at: JOURNAL },
  { name: "after a segment is removed", op: "remove", when: "after", at: JOURNAL },
  { name: "before an anchor is written", op: "write", when: "before", at: ANCHORS },
  { name: "in the middle of an anchor", op: "write", when: "half", at: ANCHORS },
  { name: "after an anchor", op: "sync", when: "after", at: ANCHORS },
];

/** @type {readonly FailPoint[]} */
export const PUT_AWAY_POINTS = [
  { name: "before the summary of a closed request", op: "write", when: "before", at: SUMMARIES },
  { name: "in the middle of a summary", op: "write", when: "half", at: SUMMARIES },
  { name: "after the summary of a closed request", op: "sync", when: "after", at: SUMMARIES },
  { name: "before the copy of a closed request", op: "rename", when: "before", at: CLOSED_REQUEST },
  { name: "after the copy of a closed request", op: "rename", when: "after", at: CLOSED_REQUEST },
  { name: "before an open file is removed", op: "remove", when: "before", at: OPEN_REQUEST },
  { name: "after an open file is removed", op: "remove", when: "after", at: OPEN_REQUEST },
];

/** Each is met by a start on the folder of a process that was killed. @type {readonly FailPoint[]} */
export const START_POINTS = [
  {
    name: "start: before the journal comes to a file",
    op: "rename",
    when: "before",
    at: /^(requests|people|control-configurations)\/[^/]+\.json$/,
  },
  {
    name: "start: after the journal came to a file",
    op: "rename",
    when: "after",
    at: /^(requests|people|control-configurations)\/[^/]+\.json$/,
  },
  { name: "start: before a segment is removed", op: "remove", when: "before", at: JOURNAL },
  { name: "start: after a segment is removed", op: "remove", when: "after", at: JOURNAL },
  {
    name: "start: before the outage is written",
    op: "rename",
    when: "before",
    at: /^outages\.json$/,
  },
  {
    name: "start: after the outage is written",
    op: "rename",
    when: "after",
    at: /^outages\.json$/,
  },
  {
    name: "start: before the first sign of life",
    op: "rename",
    when: "before",
    at: /^alive\.txt$/,
  },
  { name: "start: after the first sign of life", op: "rename", when: "after", at: /^alive\.txt$/ },
];

/** Met by the first start of all. @type {readonly FailPoint[]} */
export const FIRST_START_POINTS = [
  {
    name: "first start: before the folder has an owner",
    op: "rename",
    when: "before",
    at: /^store\.json$/,
  },
  {
    name: "first start: after the folder has an owner",
    op: "rename",
    when: "after",
    at: /^store\.json$/,
  },
  {
    name: "first start: before the signing key",
    op: "rename",
    when: "before",
    at: /^audit\/signing-key\.pem$/,
  },
  {
    name: "first start: after the signing key",
    op: "rename",
    when: "after",
    at: /^audit\/signing-key\.pem$/,
  },
];

/** @type {readonly FailPoint[]} */
export const RETENTION_POINTS = [
  { name: "before a removal is recorded", op: "write", when: "before", at: ANCHORS, text: REMOVAL },
  {
    name: "in the middle of the record of a removal",
    op: "write",
    when: "half",
    at: ANCHORS,
    text: REMOVAL,
  },
  { name: "after a removal is recorded", op: "sync", when: "after", at: ANCHORS, text: REMOVAL },
  { name: "after the first file is removed", op: "remove", when: "after", at: CLOSED_REQUEST },
  { name: "before the summaries are written anew", op: "rename", when: "before", at: SUMMARIES },
  { name: "after the summaries are written anew", op: "rename", when: "after", at: SUMMARIES },
];

/** @type {readonly FailPoint[]} */
export const MIGRATION_POINTS = [
  {
    name: "migration: before the copy of what was",
    op: "rename",
    when: "before",
    at: /^backup\/schema-0\/(requests|closed|people)\//,
  },
  {
    name: "migration: before the copy is whole",
    op: "rename",
    when: "before",
    at: /^backup\/schema-0\/store\.json$/,
  },
  {
    name: "migration: after the copy is whole",
    op: "rename",
    when: "after",
    at: /^backup\/schema-0\/store\.json$/,
  },
  {
    name: "migration: after the first record",
    op: "rename",
    when: "after",
    at: /^(requests|people|closed\/[\d-]+)\/[^/]+\.json$/,
  },
  {
    name: "migration: before the folder has the new schema",
    op: "rename",
    when: "before",
    at: /^store\.json$/,
  },
  {
    name: "migration: after the folder has the new schema",
    op: "rename",
    when: "after",
    at: /^store\.json$/,
  },
];

/** @type {readonly FailPoint[]} */
export const FAIL_POINTS = [
  ...COMMIT_POINTS,
  ...SEND_POINTS,
  ...CHECKPOINT_POINTS,
  ...PUT_AWAY_POINTS,
  ...START_POINTS,
  ...FIRST_START_POINTS,
  ...RETENTION_POINTS,
  ...MIGRATION_POINTS,
  ...DATABASE_POINTS,
  ...GROUP_POINTS,
  ...DATABASE_START_POINTS,
];
