import { describe, expect, test } from "vitest";
import type { Candidate, Person } from "../../src/approval/approver.js";
import type { Context } from "../../src/service/context.js";
import { readStanding } from "../../src/service/read-standing.js";
import {
  candidate,
  DANA,
  FINN,
  MANAGER,
  MORGAN,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
} from "../builders/cast.js";
import { controls, policyStage } from "../builders/controls.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

interface Directory {
  readonly disabled?: readonly Person[];
  /** Whom each kind of rule names now. */
  readonly named?: Partial<Record<"manager" | "role" | "group", readonly Candidate[]>>;
  readonly isDown?: boolean;
}

const EVERYBODY: Required<Directory>["named"] = {
  manager: [candidate(MORGAN, MANAGER)],
  role: [candidate(SAM, SECURITY_ROLE)],
  group: [candidate(FINN, SOC_GROUP)],
};

/** Whether this person's right to decide the open stage stands, as the directory is now. */
async function standing(story: Story, who: Person, appointers: Person[], directory: Directory) {
  const { disabled = [], named = {}, isDown = false } = directory;
  const ask = async <T>(answer: T): Promise<T> => {
    if (isDown) throw new Error("down");
    return answer;
  };
  const people = {
    byId: (id: string) => ask({ id, accountEnabled: disabled.every((one) => one.id !== id) }),
    resolve: ({ kind }: { kind: "manager" | "role" | "group" }) =>
      ask({ ...EVERYBODY, ...named }[kind]),
  };
  const context = { people } as unknown as Context;
  const ids = appointers.map(({ id }) => id);
  return (await readStanding(context, story.request, story.stage(), who, ids)).kind;
}

/** Morgan is asked by a policy stage. */
function policyStory(): Story {
  const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
  const story = new Story({ assignmentPolicy }).evaluate([], controls({}));
  return story.resolve([candidate(MORGAN, MANAGER)], [candidate(FINN, SOC_GROUP)]);
}

describe("the right to decide at the click", () => {
  test("D9 stands while its holder is enabled and named, and is read of nobody else", async () => {
    expect(await standing(policyStory(), MORGAN, [], {})).toBe("stands");
    expect(await standing(policyStory(), MORGAN, [], { disabled: [FINN] })).toBe("stands");
    expect(await standing(policyStory(), MORGAN, [], { named: { manager: [] } })).toBe("revoked");
    const off = { named: { manager: [candidate(MORGAN, MANAGER, false)] } };
    expect(await standing(policyStory(), MORGAN, [], off)).toBe("revoked");
    expect(await standing(policyStory(), MORGAN, [], { isDown: true })).toBe("unreadable");
  });

  test("D9 A5 of a delegate ends when he or his appointer is disabled, or his appointer is named no more", async () => {
    const story = policyStory();
    expect(await standing(story, DANA, [MORGAN], {})).toBe("stands");
    expect(await standing(story, DANA, [MORGAN], { disabled: [DANA] })).toBe("revoked");
    const off = { named: { manager: [candidate(MORGAN, MANAGER, false)] } };
    expect(await standing(story, DANA, [MORGAN], off)).toBe("revoked");
    expect(await standing(story, DANA, [MORGAN], { named: { manager: [] } })).toBe("revoked");
    expect(await standing(story, DANA, [], {})).toBe("revoked");
  });

  test("D9 A5 of a delegate on a risk stage ends when he is named by its sets no more", async () => {
    const story = riskStory();
    expect(await standing(story, FINN, [SAM], {})).toBe("stands");
    expect(await standing(story, FINN, [SAM], { named: { group: [] } })).toBe("revoked");
    expect(await standing(story, FINN, [SAM], { named: { role: [] } })).toBe("revoked");
  });
});
