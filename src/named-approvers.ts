import { type ControlSettings, defaultSettings } from "./approval/control-settings.js";
import { RISK_SOURCES, type RiskSource } from "./approval/risk.js";
import type { Config } from "./config.js";
import type { NamedApprover } from "./entra/examine-approvers.js";
import { openKeptStore } from "./open-kept-store.js";
import { ADMINISTRATOR_ROLE } from "./service/context.js";
import { readSettingsFile } from "./store/lowdb/read-settings-file.js";

const SOURCES: Readonly<Record<RiskSource, string>> = {
  idProtection: "ID Protection",
  insiderRisk: "insider risk",
};

type StoredSettings = Readonly<Record<RiskSource, ControlSettings | undefined>>;

/**
 * Whom the settings name, read beside a bot that may run, and the administrators. Where the settings cannot be read the
 * defaults stand in for them, and `note` says so.
 */
export async function readNamedApprovers(
  config: Pick<Config, "dataDir" | "databaseUrl">,
): Promise<{ readonly named: readonly NamedApprover[]; readonly note: string }> {
  const read = await readStored(config).catch((error: unknown) => error as Error);
  const stored = read instanceof Error ? undefined : read;
  const isStored = RISK_SOURCES.some((source) => stored?.[source]);
  const note = noteOf(read instanceof Error ? read : undefined, isStored);
  const administrators: NamedApprover = {
    rule: { kind: "role", name: ADMINISTRATOR_ROLE },
    place: "administrators",
    isNeeded: true,
  };
  const approvers = RISK_SOURCES.flatMap((source) =>
    namedIn(source, stored?.[source] ?? defaultSettings(source)),
  );
  return { named: [administrators, ...approvers], note };
}

function noteOf(problem: Error | undefined, isStored: boolean): string {
  if (problem) return `the settings cannot be read, so the defaults: ${problem.message}`;
  return isStored
    ? "as the settings name them"
    : "as the defaults name them; nothing is stored yet";
}

async function readStored({
  dataDir,
  databaseUrl,
}: Pick<Config, "dataDir" | "databaseUrl">): Promise<StoredSettings> {
  if (databaseUrl === undefined) {
    return {
      idProtection: readSettingsFile(dataDir, "idProtection"),
      insiderRisk: readSettingsFile(dataDir, "insiderRisk"),
    };
  }
  const store = await openKeptStore(undefined, () => undefined);
  try {
    const [idProtection, insiderRisk] = await Promise.all(
      RISK_SOURCES.map((source) => store.load("controlConfiguration", source)),
    );
    return { idProtection: idProtection?.value.settings, insiderRisk: insiderRisk?.value.settings };
  } finally {
    await store.close();
  }
}

function namedIn(source: RiskSource, settings: ControlSettings): NamedApprover[] {
  const { isApprovalRequired: isNeeded, primaryApprovers, fallbackApprovers } = settings;
  const off = isNeeded ? "" : ", off";
  const named = (set: ControlSettings["primaryApprovers"], word: string) =>
    set.map((rule) => ({ rule, place: `${SOURCES[source]}${off}, ${word}`, isNeeded }));
  return [...named(primaryApprovers, "approvers"), ...named(fallbackApprovers, "fallback")];
}
