import type { BrowserContext, Locator, Page } from "playwright-core";
import { eventually } from "../../connector/eventually.js";

/** How long a step may take on a busy machine, in milliseconds. */
export const PATIENCE = 60_000;

/** The widest part of the page that holds the composer and not the log, which repeats every text. */
const CHAT = "xpath=//div[.//*[@data-lexical-editor]][not(.//*[text()='Log Panel'])]";

/** One person's Playground in the browser. */
export interface PersonaWindow {
  readonly page: Page;
  /** Types a message and sends it. */
  say(text: string): Promise<void>;
  /** The newest card with these words; waits until it is there. */
  card(...words: readonly (string | RegExp)[]): Promise<Locator>;
  /** Waits until these words stand somewhere in the chat. */
  reads(words: string | RegExp): Promise<void>;
  /** Everything in the chat that a person can read. */
  words(): Promise<string>;
  /** Everything that was sent to this window, also what its person cannot see. */
  received(): string;
}

export interface WindowOptions {
  /** Leaves out updates of cards that were shown before: a phone without a connection. */
  readonly isStale?: boolean;
}

/** Opens a person's window, waits until he can write, and puts the log of the Playground away. */
export async function openPersonaWindow(
  context: BrowserContext,
  url: string,
  options: WindowOptions = {},
): Promise<PersonaWindow> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.setViewportSize({ width: 1_200, height: 1_000 });
  await page.addInitScript(replaceMissingFont);
  const frames: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => frames.push(payload.toString()));
  });
  if (options.isStale === true) await page.addInitScript(ignoreUpdates);
  await page.goto(url, { waitUntil: "commit" });
  const composer = page.locator('[data-lexical-editor="true"]');
  await composer.waitFor();
  await hideLogPanel(page);
  const chat = page.locator(CHAT).first();
  const words = () => chat.innerText();
  return {
    page,
    say: async (text) => {
      await composer.fill(text);
      await composer.press("Enter");
    },
    card: async (...parts) => {
      const found = parts
        .reduce<Locator>(
          (cards, part) => cards.filter({ hasText: part }),
          page.locator(".ac-adaptiveCard"),
        )
        .last();
      await found.waitFor().catch(async () => {
        throw new Error(`No card with ${parts.join(", ")} among:\n${await words()}`);
      });
      return found;
    },
    reads: async (part) => {
      await chat
        .getByText(part)
        .last()
        .waitFor()
        .catch(async () => {
          throw new Error(`Nowhere ${part} in:\n${await words()}`);
        });
    },
    words,
    received: () => frames.join("\n"),
  };
}

/** A page that still takes in its settings shows the panel again. */
async function hideLogPanel(page: Page): Promise<void> {
  const hide = page.getByRole("button", { name: "Hide log panel" });
  await eventually(
    async () => {
      if (await hide.isVisible()) await hide.click();
      await hide.waitFor({ state: "detached", timeout: 500 });
      return true;
    },
    { timeoutMs: PATIENCE },
  );
}

/** The first listener of a stream ends the way of what it does not let through. */
const ignoreUpdates = `window.WebSocket = class extends WebSocket {
  constructor(...parameters) {
    super(...parameters);
    this.addEventListener("message", (event) => {
      if (String(event.data).includes('"action":"updateMessage"')) event.stopImmediatePropagation();
    });
  }
}`;

/** The page takes Segoe UI from the internet; without a stand-in its buttons and its cards differ in their fonts. */
const replaceMissingFont = `addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  const faces = ["-apple-system", "Segoe UI"].map((family) => [["100 500", ""], ["600 900", " Bold"]].map(
    ([weight, kind]) => '@font-face { font-family: "' + family + '"; font-weight: ' + weight +
      '; src: local("Liberation Sans' + kind + '") }').join(""));
  style.textContent = faces.join("");
  document.head.append(style);
})`;
