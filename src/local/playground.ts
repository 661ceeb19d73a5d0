import { join } from "node:path";
import { choosePersonas, type Persona } from "./personas.js";
import { openWindow, type PlaygroundWindow } from "./playground-window.js";
import type { Tenant } from "./tenant.js";

export interface PlaygroundOptions {
  readonly tenant: Tenant;
  /** Where the bot takes activities: `http://127.0.0.1:3978/api/messages`. */
  readonly botEndpoint: string;
  /** Folder of the store; each persona's files go to `playground/<persona>` in it. */
  readonly dataDir: string;
  /** Told when a Playground ends while the bot runs. */
  readonly onEnd?: (persona: Persona) => void;
  /** The program of a window; only tests name another one. */
  readonly programFile?: URL;
}

export interface Playgrounds {
  readonly windows: readonly PlaygroundWindow[];
  /** Windows that did not start: who, why, and what to do. The bot works without them. */
  readonly failures: readonly { readonly persona: Persona; readonly message: string }[];
  /** Ends every Playground. They also end by themselves when this process is gone. */
  stop(): Promise<void>;
}

/** Starts one Playground for each persona, side by side, and waits until each answers or has failed. */
export async function startPlaygrounds(options: PlaygroundOptions): Promise<Playgrounds> {
  const { tenant, botEndpoint, dataDir } = options;
  const programFile = options.programFile ?? new URL("./playground-process.js", import.meta.url);
  const personas = choosePersonas(tenant);
  const results = await Promise.allSettled(
    personas.map((persona) =>
      openWindow({
        tenant,
        persona,
        botEndpoint,
        programFile,
        folder: join(dataDir, "playground", persona.key),
        onEnd: () => options.onEnd?.(persona),
      }),
    ),
  );
  const windows = results.flatMap((result) =>
    result.status === "fulfilled" ? [result.value] : [],
  );
  const failures = results.flatMap((result, i) => {
    const persona = personas[i];
    if (result.status === "fulfilled" || persona === undefined) return [];
    return [{ persona, message: describeFailure(persona, result.reason) }];
  });
  return {
    windows,
    failures,
    stop: async () => {
      await Promise.all(windows.map((window) => window.stop()));
    },
  };
}

function describeFailure(persona: Persona, reason: unknown): string {
  const why = reason instanceof Error ? reason.message : String(reason);
  return (
    `The Playground window of ${persona.user.displayName} did not start, the bot runs without it. ${why} ` +
    "Run npm ci again and start once more, or set PLAYGROUND=off."
  );
}
