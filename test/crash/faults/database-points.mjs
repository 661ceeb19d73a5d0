/**
 * The places of a node's work with its database at which a test ends it.
 *
 * @typedef {import("./fail-points.mjs").FailPoint} FailPoint
 */

const SENDING = /"sendingSince":\d/;
const COMMIT = /^B.*commit-(create|change|group)/s;
/** One statement for several commits. */
const GROUP = /^B.*commit-group/s;
const DECISION = /type\\":\\"stageDecided/;
/** What is sent for a commit; events stand in an array, with their quotes escaped. @param {RegExp} text */
const commitOf = (text, commit = COMMIT) => new RegExp(`${commit.source}.*${text.source}`, "s");
const IN_DATABASE = /** @type {const} */ ([
  ["a commit", COMMIT],
  ["a decision", commitOf(DECISION)],
  ["the begin of a send", commitOf(SENDING)],
  ["the record of a send", commitOf(/type\\":\\"noticeDelivered/)],
  ["an anchor", /^P.*insert into riskgate\.anchor/s],
]);
const IN_GROUPS = /** @type {const} */ ([
  ["a group of commits", GROUP],
  ["a group with a decision", commitOf(DECISION, GROUP)],
]);
const WHEN = /** @type {const} */ ([
  ["before", "before"],
  ["while the database does", "half"],
  ["after the database did", "after"],
]);

/** @param {readonly (readonly [string, RegExp])[]} steps @returns {readonly FailPoint[]} */
const databasePoints = (steps) =>
  steps.flatMap(([what, at]) =>
    WHEN.map(([words, when]) => ({
      ...{ name: `database: ${words} ${what}`, op: /** @type {const} */ ("statement"), when, at },
    })),
  );

export const DATABASE_POINTS = databasePoints(IN_DATABASE);
/** Only met while much comes at once. */
export const GROUP_POINTS = databasePoints(IN_GROUPS);

/** Met by the first start of all on a database. @type {readonly FailPoint[]} */
export const DATABASE_START_POINTS = [
  {
    name: "database: while the schema is made",
    op: "statement",
    when: "half",
    at: /create table riskgate\.store/,
  },
  {
    name: "database: before the schema has its version",
    op: "statement",
    when: "before",
    at: /insert into riskgate\.schema_version/,
  },
  {
    name: "database: before it has an owner",
    op: "statement",
    when: "before",
    at: /insert into riskgate\.store/,
  },
  {
    name: "database: after it has an owner",
    op: "statement",
    when: "after",
    at: /insert into riskgate\.store/,
  },
  {
    name: "database: after it has a signing key",
    op: "statement",
    when: "after",
    at: /insert into riskgate\.signing_key/,
  },
];
