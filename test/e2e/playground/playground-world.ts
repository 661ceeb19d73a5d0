import type { Browser, BrowserContext } from "playwright-core";
import { onTestFailed } from "vitest";
import { launchChromium, THIS_MACHINE_ONLY } from "../launch-chromium.js";
import { openPersonaWindow, type PersonaWindow } from "./persona-window.js";
import { takeWindowPicture } from "./picture.js";
import { type RunningProgram, runProgram } from "./running-program.js";

/** The people with a window, as the demo company names them. */
export const PEOPLE = {
  riley: "Riley Chen",
  sam: "Sam Okafor",
  morgan: "Morgan Diaz",
  ada: "Ada Novak",
} as const;

export type PersonKey = keyof typeof PEOPLE;

/** The program with its four windows, each open in a browser. */
export interface PlaygroundWorld extends Record<PersonKey, PersonaWindow> {
  readonly program: RunningProgram;
  readonly context: BrowserContext;
  /** Pictures of all four windows: `<story>-riley.png` and so on. */
  takePictures(story: string): Promise<void>;
  /** Keeps pictures and the log if the test that runs now fails. */
  explainFailure(story: string): void;
  close(): Promise<void>;
}

export async function openPlaygroundWorld(tenant: unknown): Promise<PlaygroundWorld> {
  const [program, browser] = await Promise.all([
    runProgram(tenant),
    launchChromium(THIS_MACHINE_ONLY),
  ]);
  try {
    return await openWindows(program, browser);
  } catch (error) {
    await Promise.allSettled([browser.close(), program.stop()]);
    throw error;
  }
}

async function openWindows(program: RunningProgram, browser: Browser): Promise<PlaygroundWorld> {
  const context = await browser.newContext({
    deviceScaleFactor: 2,
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
  const open = (key: PersonKey) => openPersonaWindow(context, program.urlOf(PEOPLE[key]));
  const [riley, sam, morgan, ada] = await Promise.all([
    open("riley"),
    open("sam"),
    open("morgan"),
    open("ada"),
  ]);
  const windows = { riley, sam, morgan, ada };
  const takePictures = async (story: string) => {
    for (const [key, window] of Object.entries(windows)) {
      await takeWindowPicture(window.page, `${story}-${key}`);
    }
  };
  return {
    ...windows,
    program,
    context,
    takePictures,
    explainFailure: (story) => {
      onTestFailed(async () => {
        process.stderr.write(program.log());
        await takePictures(`failed-${story}`);
      });
    },
    close: async () => {
      await context.close();
      await browser.close();
      await program.stop();
    },
  };
}
