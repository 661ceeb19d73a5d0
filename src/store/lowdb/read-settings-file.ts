import { readFileSync } from "node:fs";
import type { ControlSettings } from "../../approval/control-settings.js";
import type { RiskSource } from "../../approval/risk.js";
import { parseRecord } from "./aggregate-record.js";
import { openPath } from "./layout.js";

/**
 * The settings of a source as their file in a data folder has them, beside a bot that may run in it: a change reaches the
 * file within seconds. Undefined when there is no such file. Throws when it cannot be read.
 */
export function readSettingsFile(folder: string, source: RiskSource): ControlSettings | undefined {
  const ref = { kind: "controlConfiguration", id: source } as const;
  const text = readText(openPath(folder, ref));
  return text === undefined ? undefined : parseRecord(text, ref).value.settings;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
