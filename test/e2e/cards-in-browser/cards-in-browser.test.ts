import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AdaptiveCard } from "../../../src/teams/cards/card-message.js";
import { type CardCase, cardCases } from "../../teams/cards/card-cases.js";
import { nodesOf, nodesOfType } from "../../teams/cards/card-walk.js";
import { launchChromium } from "../launch-chromium.js";
import { type CardPage, openCardPage } from "./card-page.js";
import { THEMES, type Theme } from "./host-config.js";

const PICTURES = fileURLToPath(new URL("../../../artefacts/cards/", import.meta.url));
const WIDTHS = [320, 600];

let browser: Browser;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launchChromium();
});

afterAll(() => browser?.close());

describe.each(WIDTHS)("at %i px", (width) => {
  describe.each(THEMES)("in the $name theme", (theme) => {
    const opened = openedPage(width, theme);

    test.each(cardCases)(
      "$name fits, is drawn in full, and its inputs have labels",
      async (drawn) => {
        const { page, draw, words } = opened();
        await draw(drawn.message.card);
        const path = `${PICTURES}${theme.name}-${width}/${drawn.name}.png`;
        await page.screenshot({ path, fullPage: true });
        expect(onOneLine(await words())).toContain(firstWordsOf(drawn));
        expect(await page.evaluate(widestEdge)).toBeLessThanOrEqual(width);
        expect(await page.evaluate(unlabelledInputs)).toEqual([]);
      },
    );
  });
});

describe("an approval card", () => {
  const opened = openedPage(320, theme("light"));

  test("D4 asks for the justification before anything is sent, then sends it with the data", async () => {
    const { page, draw, words, executed } = opened();
    await draw(cardNamed("approval-id-protection"));
    await page.getByText("Approve", { exact: true }).click();
    expect(await executed()).toEqual([]);
    expect(await words()).toContain("Write why you decide so");
    await page.getByLabel("Justification").fill("Spoke to Riley");
    await page.getByText("Deny", { exact: true }).click();
    expect(await executed()).toEqual([
      {
        verb: "deny",
        data: { r: "R-1042", t: "t0ken-t0ken-t0ken-t0ken", justification: "Spoke to Riley" },
      },
    ]);
  });

  test("D7 keeps what was typed when it asks again", async () => {
    const { page, draw } = opened();
    await draw(cardNamed("approval-question"));
    const typed = await page.getByLabel("Justification").inputValue();
    expect(typed).toBe("Spoke to Riley, password reset done");
  });

  test("keeps the details one tap away", async () => {
    const { page, draw, words } = opened();
    await draw(cardNamed("approval-id-protection"));
    expect(await words()).not.toContain("Who else was asked");
    await page.getByText("Details", { exact: true }).click();
    expect(await words()).toContain("Who else was asked");
    await page.screenshot({ path: `${PICTURES}approval-details-320.png`, fullPage: true });
    expect(await page.evaluate(widestEdge)).toBeLessThanOrEqual(320);
  });
});

describe("cards for the people a request is about", () => {
  const opened = openedPage(600, theme("light"));

  test.each(cardCases.filter((card) => card.audience === "requester"))(
    "V1 $name shows no word of a risk stage",
    async ({ message }) => {
      const { draw, words } = opened();
      await draw(message.card);
      expect(await words()).not.toMatch(
        /risk|identity protection|insider|level|security|compliance|stage/i,
      );
    },
  );
});

function openedPage(width: number, of: Theme): () => CardPage {
  let opened: CardPage;
  beforeAll(async () => {
    opened = await openCardPage(browser, width, of);
  });
  afterAll(() => opened?.page.close());
  return () => opened;
}

function theme(name: Theme["name"]): Theme {
  const found = THEMES.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No theme ${name}`);
  return found;
}

function cardNamed(name: string): AdaptiveCard {
  const found = cardCases.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No card ${name}`);
  return found.message.card;
}

/** The first words of a card: if they are there, the renderer has drawn it. */
function firstWordsOf({ message }: CardCase): string {
  const first = nodesOf(message.card).find((node) => /^(Rich)?TextBlock$/.test(node.type));
  const runs = nodesOfType(first, "TextRun").map((run) => String(run.text));
  return onOneLine(runs.length > 0 ? runs.join("") : String(first?.text));
}

function onOneLine(words: string): string {
  return words.replace(/\s+/g, " ").trim();
}

/** Rightmost edge of anything on the page, or of what would be scrolled to. Runs in the browser. */
const widestEdge = `Math.ceil(Math.max(
  document.documentElement.scrollWidth,
  ...[...document.querySelectorAll("#card *")].flatMap((element) => [
    element.getBoundingClientRect().right,
    element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === "hidden"
      && element.clientWidth > 0 ? 10000 : 0,
  ]),
))`;

/** Ids of inputs that a screen reader could not name. Runs in the browser. */
const unlabelledInputs = `[...document.querySelectorAll("input, textarea, select")]
  .filter((input) => !input.getAttribute("aria-labelledby") && !input.getAttribute("aria-label")
    && !document.querySelector('label[for="' + input.id + '"]'))
  .map((input) => input.id)`;
