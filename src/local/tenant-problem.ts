import type { z } from "zod";

/** One thing that is wrong with a tenant file. */
export interface TenantProblem {
  /** Where, for example `accessPackages[2].assignmentPolicies[0].stages[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** `["users", 3, "id"]` as `users[3].id`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

/** What zod found, as a problem at its path. Parse with `reportInput`, so that a missing value is told as missing. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  prefix: readonly PropertyKey[] = [],
): TenantProblem {
  return { path: formatPath([...prefix, ...issue.path]), message: describe(issue) };
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== "custom" && issue.code !== "unrecognized_keys" && issue.input === undefined) {
    return "is missing";
  }
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "invalid_format":
      return issue.format === "guid"
        ? "must be a GUID"
        : issue.format === "datetime"
          ? "must be an ISO 8601 date and time such as 2026-11-20T08:00:00Z"
          : issue.message;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return 'must be "user", "group", "role" or, in a policy stage, "manager"';
    case "too_small":
      return issue.message.startsWith("Too small")
        ? `must not be shorter than ${issue.minimum}`
        : issue.message;
    case "too_big":
      return issue.message.startsWith("Too big")
        ? `must not be longer than ${issue.maximum}`
        : issue.message;
    case "unrecognized_keys":
      return issue.message.startsWith("Unrecognized")
        ? `has an unknown key ${issue.keys.map((key) => `"${key}"`).join(", ")}`
        : issue.message;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type === "record" ? "object" : type}`;
}
