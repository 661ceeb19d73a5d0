import { expect, test } from "vitest";
import {
  createRequestBudget,
  MOST_PASSED_BY,
  type Urgency,
} from "../../src/entra/request-budget.js";
import { ManualClock } from "../graph/manual-clock.js";

const SPACING = 1_100;
const LIMIT = { spacing: SPACING, window: 1_000 };
const never = new AbortController().signal;

/** Who is let through, in order, while time goes by. */
async function order(asked: readonly Urgency[]): Promise<readonly Urgency[]> {
  const clock = new ManualClock();
  const budget = createRequestBudget(LIMIT, clock);
  const through: Urgency[] = [];
  await budget.take("person", never);
  const all = asked.map((urgency) =>
    budget.take(urgency, never).then(() => void through.push(urgency)),
  );
  await clock.until(Promise.all(all));
  return through;
}

test("people go before what nobody waits for, and not for ever: it goes after some of them", async () => {
  const people = Array.from({ length: 8 }, () => "person" as const);
  const through = await order(["background", ...people, "background"]);
  const places = through.flatMap((urgency, index) => (urgency === "background" ? [index] : []));
  expect(places).toEqual([MOST_PASSED_BY, 2 * MOST_PASSED_BY + 1]);
});

test("where nobody waits the background goes at once, and people lose nothing by what they passed by before", async () => {
  expect(await order(["background", "background"])).toEqual(["background", "background"]);
  expect(await order(["background", "person", "person"])).toEqual([
    "person",
    "person",
    "background",
  ]);
});

test("E1 D7 in a load that never ends every place is used, one for each spacing", async () => {
  const clock = new ManualClock();
  const budget = createRequestBudget(LIMIT, clock);
  const at: number[] = [];
  const take = (urgency: Urgency) =>
    budget.take(urgency, never).then(() => void at.push(clock.now()));
  await clock.until(Promise.all([take("background"), take("person"), take("person")]));
  expect(at.map((each) => each - (at[0] ?? 0))).toEqual([0, SPACING, 2 * SPACING]);
});

test("E1 after an answer that was long on its way the next call waits for what Graph counts", async () => {
  const clock = new ManualClock();
  const budget = createRequestBudget(LIMIT, clock);
  const begun = clock.now();
  await budget.take("person", never);
  clock.advance(700);
  budget.ended();
  await clock.until(budget.take("person", never));
  expect(clock.now() - begun).toBe(700 + LIMIT.window);
  budget.ended();
  await clock.until(budget.take("person", never));
  expect(clock.now() - begun).toBe(700 + LIMIT.window + SPACING);
});
