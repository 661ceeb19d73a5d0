import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";

const ARTEFACTS = new URL("../../../artefacts/e2e/", import.meta.url);
const DOCS = new URL("../../../docs/images/", import.meta.url);

/** The frame of the Playground around a card: sender and time above, shadow below. CSS pixels. */
const FRAME = { left: 52, top: 34, right: 10, bottom: 5 };
const TALLEST = 4_000;

/** A picture of the whole chat, made as tall as it needs to be. */
export async function takeWindowPicture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1_200, height: 1_000 };
  const hidden = await page.evaluate<number>(`{
    const panes = [...document.querySelectorAll("div")].filter((pane) =>
      getComputedStyle(pane).overflowY === "auto" && pane.scrollHeight > pane.clientHeight);
    Math.max(0, ...panes.map((pane) => pane.scrollHeight - pane.clientHeight));
  }`);
  const height = Math.min(TALLEST, before.height + hidden);
  await page.setViewportSize({ width: before.width, height });
  await page.evaluate("window.scrollTo(0, 0)");
  await page.screenshot({ path: await pathOf(name), animations: "disabled" });
  await page.setViewportSize(before);
}

/**
 * A picture of one card as it stands in the chat. With `DOCS_IMAGES` set it is also copied to the folder of the
 * documentation, so that an ordinary run leaves the tree as it was.
 */
export async function takeCardPicture(card: Locator, name: string): Promise<void> {
  await card.scrollIntoViewIfNeeded();
  const box = await card
    .locator("xpath=ancestor::*[contains(@class,'fai-OutputCard')]")
    .boundingBox();
  if (box === null) throw new Error(`The card of ${name} is not to be seen.`);
  const path = await pathOf(name);
  const left = Math.max(0, box.x - FRAME.left);
  await card.page().screenshot({
    path,
    animations: "disabled",
    clip: {
      x: left,
      y: box.y - FRAME.top,
      width: box.x - left + box.width + FRAME.right,
      height: FRAME.top + box.height + FRAME.bottom,
    },
  });
  if (process.env.DOCS_IMAGES) {
    await mkdir(DOCS, { recursive: true });
    await copyFile(path, fileURLToPath(new URL(`${name}.png`, DOCS)));
  }
}

async function pathOf(name: string): Promise<string> {
  await mkdir(ARTEFACTS, { recursive: true });
  return fileURLToPath(new URL(`${name}.png`, ARTEFACTS));
}
