import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";

const ARTEFACTS = new URL("../../../artefacts/e2e/", import.meta.url);
const DOCS = new URL("../../../docs/images/", import.meta.url);

const SHOWN_IN_DOCS = new Set([
  "approval-card",
  "settled-card",
  "own-request",
  "settings-form",
  "settings-warning",
  "settings-history",
  "requests-list",
  "request-details",
  "insights",
  "timeline",
]);

/** The frame of the Playground around a card: sender and time above, shadow below. CSS pixels. */
const FRAME = { left: 52, top: 34, right: 10, bottom: 5 };
const TALLEST = 4_000;

/** A picture of the whole chat, made as tall as it needs to be. */
export async function takeWindowPicture(page: Page, name: string): Promise<void> {
  const path = await pathOf(name);
  await withWholeChat(page, () => page.screenshot({ path, animations: "disabled" }));
}

/**
 * A picture of one card as it stands in the chat. With `DOCS_IMAGES` set it is also copied to the folder of the
 * documentation, so that an ordinary run leaves the tree as it was.
 */
export async function takeCardPicture(card: Locator, name: string): Promise<void> {
  const path = await pathOf(name);
  const page = card.page();
  await withWholeChat(page, async () => {
    const frame = card.locator("xpath=ancestor::*[contains(@class,'fai-OutputCard')]");
    const box = await frame.boundingBox();
    if (box === null) throw new Error(`The card of ${name} is not to be seen.`);
    const x = Math.max(0, box.x - FRAME.left);
    const width = box.x - x + box.width + FRAME.right;
    const height = FRAME.top + box.height + FRAME.bottom;
    const clip = { x, y: box.y - FRAME.top, width, height };
    await page.screenshot({ path, animations: "disabled", clip });
  });
  if (process.env.DOCS_IMAGES && SHOWN_IN_DOCS.has(name)) {
    await mkdir(DOCS, { recursive: true });
    await copyFile(path, fileURLToPath(new URL(`${name}.png`, DOCS)));
  }
}

async function withWholeChat(page: Page, take: () => Promise<unknown>): Promise<void> {
  const before = page.viewportSize() ?? { width: 1_200, height: 1_000 };
  const hidden = await page.evaluate<number>(`{
    const panes = [...document.querySelectorAll("div")].filter((pane) =>
      getComputedStyle(pane).overflowY === "auto" && pane.scrollHeight > pane.clientHeight);
    Math.max(0, ...panes.map((pane) => pane.scrollHeight - pane.clientHeight));
  }`);
  const height = Math.min(TALLEST, before.height + hidden);
  await page.setViewportSize({ width: before.width, height });
  // A pointer that rests on a button and a blinking caret do not belong in a picture.
  await page.mouse.move(before.width - 1, height - 1);
  await page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)");
  await take();
  await page.setViewportSize(before);
}

async function pathOf(name: string): Promise<string> {
  await mkdir(ARTEFACTS, { recursive: true });
  return fileURLToPath(new URL(`${name}.png`, ARTEFACTS));
}
