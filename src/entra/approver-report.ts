import type { ApproverFinding } from "./examine-approvers.js";

const WORDS: Readonly<Record<ApproverFinding["state"], string>> = {
  works: "works",
  missing: "MISSING",
  nobody: "NOBODY",
  unknown: "UNKNOWN",
};

const REMEDIES: Readonly<Record<Exclude<ApproverFinding["state"], "works">, string>> = {
  missing:
    "The directory has none such. Name another in the settings: nobody is asked for this one.",
  nobody:
    "Nobody in it has an enabled account. Put somebody in it, or name another in the settings.",
  unknown: "Nobody can tell. Grant what is missing above, or run this again in a minute.",
};

/** Lines for a terminal: who could decide, and who is named and cannot. */
export function describeApprovers(findings: readonly ApproverFinding[], width: number): string[] {
  return findings.flatMap((finding) => {
    const { state, place, code, isNeeded } = finding;
    const optional = isNeeded ? "" : " (optional)";
    const first = `  ${WORDS[state].padEnd(width)}${nameOf(finding)}: ${place}${optional}`;
    if (state === "works") return [first];
    const said = code === undefined ? [] : [`Graph said: ${code}`];
    return [first, ...[...said, REMEDIES[state]].map((text) => `${" ".repeat(width + 2)}${text}`)];
  });
}

/** Nobody decides where somebody is needed. */
export function isApproverLacking({ state, isNeeded }: ApproverFinding): boolean {
  return isNeeded && state !== "works";
}

function nameOf({ rule, name, state, count }: ApproverFinding): string {
  const known = name ?? (rule.kind === "role" ? rule.name : rule.id);
  if (rule.kind === "user" || state !== "works") return `${rule.kind} ${known}`;
  return `${rule.kind} ${known}, ${count} ${count === 1 ? "person" : "people"}`;
}
