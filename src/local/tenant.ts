import {
  type ControlSettings,
  controlSettingsSchema,
  defaultSettings,
} from "../approval/control-settings.js";
import { MAX_CARDS_PER_STAGE } from "../approval/limits.js";
import { RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import { APPROVER_SETTINGS } from "../approval/settings-difference.js";
import { resolveApprovers } from "./resolve-approvers.js";
import { describeIssue, formatPath, type TenantProblem } from "./tenant-problem.js";
import { checkReferences } from "./tenant-references.js";
import { type TenantFile, tenantSchema } from "./tenant-schema.js";

/** A tenant file in which every reference resolves, with the whole settings of both control configurations. */
export interface Tenant extends Omit<TenantFile, "controlConfigurations"> {
  /** Initial settings, defaults filled in; they count for an empty store only. */
  readonly controlSettings: Readonly<Record<RiskSource, ControlSettings>>;
}

export interface TenantProblems {
  readonly problems: readonly TenantProblem[];
}

/** Reads the content of a tenant file. Every problem of form and of reference is found, each with its path. */
export function readTenant(content: unknown): Tenant | TenantProblems {
  const parsed = tenantSchema.safeParse(content, { reportInput: true });
  const form = (parsed.error?.issues ?? []).map((issue) => describeIssue(issue));
  const references = isRecord(content) ? checkReferences(content) : [];
  if (!parsed.success) return { problems: [...form, ...references] };
  const { controlConfigurations, ...rest } = parsed.data;
  const problems = [...references];
  const settle = (source: RiskSource): ControlSettings => {
    const merged = { ...defaultSettings(source), ...controlConfigurations[source] };
    const settings = controlSettingsSchema(source).safeParse(merged, { reportInput: true });
    const prefix = ["controlConfigurations", source];
    if (settings.success) {
      problems.push(...checkSize(parsed.data, settings.data, prefix));
      return settings.data;
    }
    problems.push(...settings.error.issues.map((issue) => describeIssue(issue, prefix)));
    return defaultSettings(source);
  };
  const [idProtection, insiderRisk] = RISK_SOURCES.map(settle) as [
    ControlSettings,
    ControlSettings,
  ];
  if (problems.length > 0) return { problems };
  return { ...rest, controlSettings: { idProtection, insiderRisk } };
}

/** Settings that name more people than get a card are refused (Rule A6). */
function checkSize(
  file: TenantFile,
  settings: ControlSettings,
  prefix: readonly string[],
): TenantProblem[] {
  const idsOf = (key: (typeof APPROVER_SETTINGS)[number]) =>
    settings[key].flatMap((rule) => resolveApprovers(file, rule, undefined)).map(({ id }) => id);
  const refuse = (ids: readonly string[], key: string, what: string): TenantProblem[] => {
    const count = new Set(ids).size;
    if (count <= MAX_CARDS_PER_STAGE) return [];
    const message = `${what} ${count} people, at most ${MAX_CARDS_PER_STAGE} are allowed (Rule A6)`;
    return [{ path: formatPath([...prefix, key]), message }];
  };
  const alone = APPROVER_SETTINGS.flatMap((key) => refuse(idsOf(key), key, "names"));
  if (alone.length > 0) return alone;
  const together = APPROVER_SETTINGS.flatMap(idsOf);
  return refuse(together, "fallbackApprovers", "names, together with primaryApprovers,");
}

export function isTenantProblems(result: Tenant | TenantProblems): result is TenantProblems {
  return "problems" in result;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
