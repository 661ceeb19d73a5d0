import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import type { AdaptiveCard } from "../../../src/teams/cards/card-message.js";
import { hostConfigOf, type Theme } from "./host-config.js";

const bundle = createRequire(import.meta.url).resolve("adaptivecards/dist/adaptivecards.min.js");

/** A page in which Microsoft's renderer draws one card after another. */
export interface CardPage {
  readonly page: Page;
  draw(card: AdaptiveCard): Promise<void>;
  /** What was executed since the card was drawn. */
  executed(): Promise<unknown>;
  /** What a person can read. */
  words(): Promise<string>;
}

/** Markdown is shown as it is written: what a card says must not depend on it. */
export async function openCardPage(
  browser: Browser,
  width: number,
  theme: Theme,
): Promise<CardPage> {
  const page = await browser.newPage({ viewport: { width, height: 200 } });
  await page.setContent(`<!doctype html><html lang="en"><head><meta charset="utf-8">
    <style>${styleOf(theme)}</style></head><body><div id="card"></div></body></html>`);
  await page.addScriptTag({ path: bundle });
  await page.evaluate(`
    AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
      result.outputHtml = text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
      result.didProcess = true;
    };
    window.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(hostConfigOf(theme))});
    window.draw = (json) => {
      const card = new AdaptiveCards.AdaptiveCard();
      window.executed = [];
      card.hostConfig = window.hostConfig;
      card.onExecuteAction = (action) => window.executed.push({ verb: action.verb, data: action.data });
      card.parse(json);
      document.getElementById("card").replaceChildren(card.render());
    };`);
  return {
    page,
    draw: (card) => page.evaluate(`window.draw(${JSON.stringify(card)})`),
    executed: () => page.evaluate("window.executed"),
    words: () => page.evaluate<string>("document.getElementById('card').innerText"),
  };
}

function styleOf({ name, page, card, border, text, link }: Theme): string {
  const font = "'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif";
  return `
    * { box-sizing: border-box }
    body { margin: 0; padding: 8px; background: ${page}; color: ${text}; font-family: ${font} }
    #card { background: ${card}; border: 1px solid ${border}; border-radius: 4px; overflow: hidden }
    .ac-pushButton { background: ${card}; color: ${text}; border: 1px solid ${border};
      border-radius: 4px; padding: 5px 12px; font: 600 14px ${font}; min-height: 32px }
    .ac-input { background: ${page}; color: ${text}; border: 1px solid ${border}; max-width: 100%;
      border-radius: 4px; padding: 6px 8px; width: 100%; font: 14px ${font} }
    textarea.ac-input { min-height: 64px }
    .ac-input-validation-failed { border-color: ${link} }
    ${name === "contrast" ? `.ac-container[style*="background-color"] { outline: 1px solid ${border} }` : ""}`;
}
