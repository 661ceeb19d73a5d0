import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Person } from "../../src/approval/approver.js";
import type { ControlSettings } from "../../src/approval/control-settings.js";
import type { Notice } from "../../src/approval/notice.js";
import type { SettingsEdit } from "../../src/approval/settings-edit.js";
import { confirmSettingsChange, discardSettingsChange } from "../../src/service/settings-clicks.js";
import { proposeSettingsChange } from "../../src/service/settings-propose.js";
import {
  ADA,
  BEN,
  CLEO,
  clickOf,
  openSettingsWorld,
  proposeTo,
  type SettingsWorld,
} from "./settings-world.js";

const ROUNDS = 20;
let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

async function propose(who: Person, ...edits: SettingsEdit[]): Promise<Notice> {
  return proposeTo(world, who, edits);
}

/** The same wish from the form: what it shows is what is in force, and one input of it is changed. */
async function save(who: Person, change: Partial<ControlSettings>): Promise<Notice> {
  const { settings, settingsVersion: shownVersion } = await world.configuration();
  const formId = world.context.newToken();
  const wished = { ...settings, ...change };
  return proposeTo(world, who, { kind: "form", formId, shownVersion, settings: wished });
}

function click(who: Person, notice: Notice, act = confirmSettingsChange) {
  return act(world.context, "idProtection", clickOf(who, notice));
}

/** 200 rounds in all, each lot in a store of its own. */
test.each(Array.from({ length: 10 }, (_, lot) => lot))(
  "S1 U1 of two administrators who confirm at once, on the form or typed, exactly one applies, the other sees the new difference (lot %i)",
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await world.configuration();
      const isOn = round % 2 === 0;
      const deadline = {
        setting: "durationBeforeEscalation",
        value: `PT${(round % 23) + 1}H`,
      } as const;
      const [isAdaTyping, isBenTyping] = fc.sample(fc.boolean(), 2);
      const ada = isAdaTyping
        ? await propose(ADA, { setting: "isApprovalRequired", value: isOn })
        : await save(ADA, { isApprovalRequired: isOn });
      const ben = isBenTyping
        ? await propose(BEN, deadline)
        : await save(BEN, { durationBeforeEscalation: deadline.value });
      const clicks = [() => click(ADA, ada), () => click(BEN, ben), () => click(ADA, ada)];
      const order = fc.sample(fc.shuffledSubarray(clicks, { minLength: 3 }), 1)[0] ?? clicks;
      const results = await Promise.all(order.map((act) => act()));
      expect(results.every((result) => result.ok)).toBe(true);

      const after = await world.configuration();
      expect(after.settingsVersion).toBe(before.settingsVersion + 1);
      const latest = after.changes.slice(before.changes.length);
      expect(latest.filter((change) => change.state === "confirmed")).toHaveLength(1);
      const again = latest.filter((change) => change.state === "open");
      expect(again).toMatchObject([{ shownVersion: after.settingsVersion }]);
      const loser = again[0]?.proposedBy.id === ADA.id ? ADA : BEN;
      const card = after.notices.find((notice) => notice.number === again[0]?.notice);
      if (!card) throw new Error("the loser has no card");
      await click(loser, card);
      expect((await world.configuration()).settings).toMatchObject({
        isApprovalRequired: round % 2 === 0,
        durationBeforeEscalation: deadline.value,
      });
    }
    const versions = (await world.events("settingsChanged")).map((event) => event.details.version);
    expect(versions).toEqual(Array.from({ length: ROUNDS * 2 }, (_, i) => i + 1));
  },
);

test("S1 U1 whatever three administrators click in whatever order, every effect has one event", async () => {
  const people = [ADA, BEN, CLEO];
  const step = fc.record({
    who: fc.constantFrom(...people),
    act: fc.constantFrom("propose", "confirm", "discard", "wait"),
    level: fc.constantFrom("low", "medium", "high"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
      async (rounds) => {
        const cards = new Map<Person, Notice>();
        for (const together of rounds) {
          await Promise.all(
            together.map(async ({ who, act, level }) => {
              const card = cards.get(who);
              if (act === "wait") world.now += 60_000 * 4;
              if (act === "propose") {
                const edits = [{ setting: "minimumRiskLevel", value: level } as const];
                const proposed = await proposeSettingsChange(
                  world.context,
                  "idProtection",
                  edits,
                  who,
                );
                if (proposed.ok) cards.set(who, await world.deliverTo(who));
              }
              if (card && act === "confirm") await click(who, card);
              if (card && act === "discard") await click(who, card, discardSettingsChange);
            }),
          );
          await checkInvariants();
        }
      },
    ),
    { numRuns: 40 },
  );
});

async function checkInvariants(): Promise<void> {
  const { settings, settingsVersion, changes, notices } = await world.configuration();
  const confirmed = changes.filter((change) => change.state === "confirmed");
  const applied = await world.events("settingsChanged");
  expect(applied).toHaveLength(settingsVersion);
  expect(confirmed.map((change) => change.shownVersion)).toEqual(confirmed.map((_, i) => i));
  expect(settings).toEqual(confirmed.at(-1)?.after ?? settings);
  for (const who of [ADA, BEN, CLEO]) {
    const open = changes.filter((c) => c.state === "open" && c.proposedBy.id === who.id);
    expect(open.length).toBeLessThanOrEqual(1);
    const told = notices.filter((n) => n.kind === "settingsChanged" && n.recipient === who.id);
    const byOthers = confirmed.filter((change) => change.proposedBy.id !== who.id);
    expect(told).toHaveLength(byOthers.length);
  }
}
