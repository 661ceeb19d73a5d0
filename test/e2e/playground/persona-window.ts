import type { BrowserContext, Locator, Page } from "playwright-core";

/** How long a step may take on a busy machine, in milliseconds. */
export const PATIENCE = 60_000;

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
  /** Width in CSS pixels; a desktop unless said. */
  readonly width?: number;
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
  const frames: string[] = [];
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const text = message.toString();
      if (options.isStale === true && text.includes('"action":"updateMessage"')) return;
      frames.push(text);
      socket.send(message);
    });
  });
  await page.goto(url);
  const composer = page.locator('[data-lexical-editor="true"]');
  await composer.waitFor();
  await page.getByTitle("Toggle Log Panel").click();
  await page.getByText("Log Panel", { exact: true }).waitFor({ state: "detached" });
  if (options.width !== undefined) {
    await page.setViewportSize({ width: options.width, height: 844 });
  }
  const words = () => page.locator("body").innerText();
  return {
    page,
    say: async (text) => {
      await composer.fill(text);
      await composer.press("Enter");
    },
    card: async (...parts) => {
      const found = parts
        .reduce<Locator>((cards, part) => cards.filter({ hasText: part }), page.locator(".ac-adaptiveCard"))
        .last();
      await found.waitFor().catch(async () => {
        throw new Error(`No card with ${parts.join(", ")} among:\n${await words()}`);
      });
      return found;
    },
    reads: async (part) => {
      await page
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
