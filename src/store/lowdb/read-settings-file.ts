import { readFileSync } from "node:fs";
import type { ControlSettings } from "../../approval/control-settings.js";
import type { RiskSource } from "../../approval/risk.js";
import { parseRecord } from "./aggregate-record.js";
import { openPath } from "./layout.js";
import { hasMoved } from "./moved-house.js";

/**
 * The settings of a source as their file in a data folder has them, beside a bot that may run in it: a change reaches the
 * file within seconds. Undefined when there is no such file. Throws when it cannot be read, or the folder has moved into a
 * database: what it says is old.
 */
export function readSettingsFile(folder: string, source: RiskSource): ControlSettings | undefined {
  if (hasMoved(folder)) throw new Error(`${folder} has moved into a database; set DATABASE_URL`);
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
