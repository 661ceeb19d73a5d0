import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NamedMatch, People } from "../../../src/service/ports/people.js";
import { rankMatches } from "../../../src/service/rank-matches.js";
import { handleChangeSettings } from "../../../src/teams/commands/settings-change.js";
import { parseCommand } from "../../../src/teams/grammar/parse-command.js";
import {
  ADA,
  CROWD,
  GONE,
  openSettingsWorld,
  SAM,
  type SettingsWorld,
  SOC,
} from "../../service/settings-world.js";
import { turnOf } from "./settings-turn.js";

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

const MENTIONS = [
  {
    text: "<at>Sam Okafor</at>",
    mri: "29:sam",
    name: "Sam Okafor",
    aadObjectId: SAM.id,
    isBot: false,
  },
  { text: "<at>Ada Byron</at>", mri: "29:ada", name: "Ada Byron", isBot: false },
];

/** Types a command; the text of the answer, empty when the card goes out through the ledger. */
async function type(text: string): Promise<string> {
  const command = parseCommand({ text, mentions: MENTIONS });
  if (command.kind !== "changeSettings") throw new Error(JSON.stringify(command));
  const replies = await handleChangeSettings(turnOf(world, ADA), command);
  return replies.map((reply) => ("text" in reply ? reply.text : "a card")).join("\n");
}

const SECURITY = { kind: "role", name: "Security Administrator" };

describe("settings <source> …", () => {
  test.each([
    ["on", { isApprovalRequired: true }],
    ["level low", { minimumRiskLevel: "low" }],
    [
      "approvers add <at>Sam Okafor</at>",
      { primaryApprovers: [SECURITY, { kind: "user", id: SAM.id }] },
    ],
    [
      `approvers add ${SAM.userPrincipalName}`,
      { primaryApprovers: [SECURITY, { kind: "user", id: SAM.id }] },
    ],
    [
      `approvers add ${SAM.id.toUpperCase()}`,
      { primaryApprovers: [SECURITY, { kind: "user", id: SAM.id }] },
    ],
    [
      'approvers add group:"soc ON call"',
      { primaryApprovers: [SECURITY, { kind: "group", id: SOC }] },
    ],
    ['approvers remove role:"security administrator"', { primaryApprovers: [] }],
    [
      'fallback add role:"compliance administrator"',
      { fallbackApprovers: [{ kind: "role", name: "Compliance Administrator" }] },
    ],
    ["deadline 4h", { durationBeforeEscalation: "PT4H" }],
    ["denial 14d", { durationBeforeAutomaticDenial: "P14D" }],
    ["justification optional", { isApproverJustificationRequired: false }],
    ["unavailable proceed", { whenRiskUnavailable: "proceed" }],
    [
      "on, level high, deadline 5d, denial 6d",
      {
        isApprovalRequired: true,
        minimumRiskLevel: "high",
        durationBeforeEscalation: "P5D",
        durationBeforeAutomaticDenial: "P6D",
      },
    ],
  ])("S1 %j is put before the administrator as a card", async (typed, changed) => {
    expect(await type(`settings id-protection ${typed}`)).toBe("");
    const { settings, changes, notices } = await world.configuration();
    expect(changes).toMatchObject([{ state: "open", after: { ...settings, ...changed } }]);
    expect(notices).toMatchObject([
      { kind: "settingsChangeCard", recipient: ADA.id, state: "pending" },
    ]);
  });

  test("S1 each source has settings of its own", async () => {
    expect(await type("settings insider-risk level elevated")).toBe("");
    expect((await world.configuration("idProtection")).changes).toEqual([]);
    expect((await world.configuration("insiderRisk")).changes).toHaveLength(1);
  });

  test.each([
    ["off", /like this already.*Example: settings id-protection level high/s],
    ["reset", /like this already/],
    [
      "deadline 15d",
      /deadline cannot be 15 days.*1 second to 14 days.*Example: settings id-protection deadline 4h/s,
    ],
    ["deadline 999999999d", /deadline cannot be that long/],
    [
      "denial 4h",
      /denial cannot be 4 h\. It must be longer than the deadline, which is 1 day, and at most 14 days/,
    ],
    [
      'approvers add group:"Nobody"',
      /do not find the group "Nobody".*Example: .*group:"SOC on call"/s,
    ],
    [
      'fallback add role:"Emperor"',
      /do not find the role "Emperor".*Example: .*role:"Security Administrator"/s,
    ],
    ["approvers add nobody@contoso.example", /do not find the person "nobody@contoso.example"/],
    ["approvers add 99999999-0000-4000-8000-000000000000", /do not find the person/],
    ["fallback remove <at>Sam Okafor</at>", /"Sam Okafor" is not among the fallback approvers/],
    ['approvers add group:"Everybody"', /approvers would be 61 people. At most 50/],
  ])(
    "S2 %j changes nothing and says what was wrong, what is allowed and an example",
    async (typed, words) => {
      const answer = await type(`settings id-protection ${typed}`);
      expect(answer).toMatch(words);
      expect(answer).toMatch(/Nothing was changed/);
      expect(answer).toMatch(/Example: settings id-protection/);
      expect(await world.events()).toEqual([]);
    },
  );

  test("S2 a mention without an object id is refused, whatever name it carries", async () => {
    const answer = await type("settings id-protection approvers add <at>Ada Byron</at>");
    expect(answer).toMatch(/cannot tell who "Ada Byron" is/);
    expect(await world.events()).toEqual([]);
  });

  test("S1 S2 everything that is wrong is said in one answer", async () => {
    const answer = await type(
      'settings id-protection on, deadline 15d, denial 15d, approvers add group:"Nobody", fallback remove role:"Security Administrator"',
    );
    expect(answer.split("\n")).toEqual([
      "Nothing was changed, because 4 things are wrong:",
      expect.stringContaining('the group "Nobody"'),
      expect.stringContaining("is not among the fallback approvers"),
      expect.stringContaining("The deadline cannot be"),
      expect.stringContaining("The denial cannot be"),
    ]);
    expect(await world.events()).toEqual([]);
  });

  test("S2 an unknown approver alone is one thing that is wrong", async () => {
    const answer = await type('settings id-protection approvers add group:"Nobody"');
    expect(answer).not.toMatch(/like this already|things are wrong/);
  });

  test("S2 a group whose name several have is said to be so, and is never guessed", async () => {
    const { people } = world.context;
    const twice: NamedMatch[] = [1, 2].map((n) => ({
      kind: "group",
      id: `00000000-0000-4000-9000-0000000000f${n}`,
      displayName: "Night Watch",
    }));
    const answers: Partial<People> = {
      groupByName: async () => undefined,
      findByName: async (typed, limit) => rankMatches(twice, typed, limit),
    };
    const get = (_: object, method: keyof People) => answers[method] ?? people[method];
    Object.assign(world.context, { people: new Proxy({}, { get }) });
    const answer = await type('settings id-protection approvers add group:"night watch"');
    expect(answer).toMatch(
      /^Several groups are called "night watch"\. Choose one of them in the form/,
    );
    expect(answer).toMatch(/Nothing was changed\. Example: settings id-protection$/);
    expect(await world.events()).toEqual([]);
  });

  test("S2 what the directory has forgotten can still be removed by its id", async () => {
    const forgotten = "99999999-0000-4000-8000-000000000000";
    for (const typed of [forgotten, `group:"${forgotten}"`]) {
      const answer = await type(`settings id-protection approvers remove ${typed}`);
      expect(answer).toMatch(/is not among the approvers/);
    }
  });

  test("S1 a directory that cannot be read changes nothing and says so", async () => {
    world.directory.isDown = true;
    const answer = await type(`settings id-protection approvers add ${SAM.userPrincipalName}`);
    expect(answer).toMatch(/directory cannot be read.*Nothing was changed/);
    expect(await world.events()).toEqual([]);
  });

  test("S2 what was typed comes back cut, on one line and without invisible characters", async () => {
    const name = `a\u202Eb\u200B${"x".repeat(200)}`;
    const answer = await type(`settings id-protection approvers add group:"${name}"`);
    expect(answer).not.toMatch(/[\u202E\u200B]/);
    expect(answer).not.toContain("x".repeat(61));
  });

  test("A1 A6 disabled people do not count", async () => {
    world.directory.onCall = [...CROWD.slice(0, 49), GONE];
    expect(await type('settings id-protection approvers add group:"SOC on call"')).toBe("");
  });
});
