import type { CommandKind } from "./parsed-command.js";

/** Who may use a command. Administrators may use what auditors may. */
export type Audience = "everyone" | "approver" | "administrator" | "auditor";

export interface CommandReferenceEntry {
  readonly kind: CommandKind;
  readonly syntax: string;
  readonly does: string;
  readonly who: Audience;
  readonly example: string;
  /** Answers only where the people are those of a local tenant file. */
  readonly isLocalOnly?: true;
}

type Row = readonly [CommandKind, syntax: string, does: string, example: string];

const everyone: readonly Row[] = [
  ["help", "help", "shows what you can do", "help"],
  ["requestForm", "request", "opens the request form", "request"],
  ["requestByText", "request by text", "asks you step by step, without a form", "request by text"],
  [
    "request",
    "request <package> [for <person>] because <text>",
    "requests an access package, for you or for somebody else",
    'request "Finance Data" because I close the quarter',
  ],
  ["statusList", "status", "lists your requests", "status"],
  ["status", "status <id>", "shows one of your requests", "status R-1042"],
  ["cancel", "cancel <id>", "withdraws your request", "cancel R-1042"],
];

const approver: readonly Row[] = [
  ["approvals", "approvals", "lists what waits for your decision", "approvals"],
  [
    "approve",
    "approve <id> because <text>",
    "approves without the card",
    "approve R-1042 because I spoke to Riley",
  ],
  [
    "deny",
    "deny <id> because <text>",
    "denies without the card",
    "deny R-1042 because the project has ended",
  ],
  [
    "delegateTo",
    "delegate to <person> [until <date>]",
    "lets somebody decide for you while you are away",
    "delegate to sam@contoso.example until 2026-12-01",
  ],
  ["delegateOff", "delegate off", "ends the delegation", "delegate off"],
];

const administrator: readonly Row[] = [
  ["showSettings", "settings [<source>]", "shows the risk settings", "settings id-protection"],
  [
    "changeSettings",
    "settings <source> on / off",
    "switches the risk approval of a source on or off",
    "settings id-protection on",
  ],
  [
    "changeSettings",
    "settings <source> level <level>",
    "sets the lowest level that needs an approval",
    "settings insider-risk level moderate",
  ],
  [
    "changeSettings",
    'settings <source> approvers add / remove <person, group:"name" or role:"name">',
    "changes who is asked first",
    'settings id-protection approvers add role:"Security Administrator"',
  ],
  [
    "changeSettings",
    'settings <source> fallback add / remove <person, group:"name" or role:"name">',
    "changes who is asked after the escalation",
    'settings id-protection fallback add group:"SOC on call"',
  ],
  [
    "changeSettings",
    "settings <source> deadline <duration>",
    "sets the time before the escalation",
    "settings id-protection deadline 4h, denial 2d",
  ],
  [
    "changeSettings",
    "settings <source> denial <duration>",
    "sets the time before the automatic denial",
    "settings id-protection denial 2d",
  ],
  [
    "changeSettings",
    "settings <source> justification required / optional",
    "says whether approvers must give a reason",
    "settings id-protection justification required",
  ],
  [
    "changeSettings",
    "settings <source> unavailable require-approval / proceed",
    "says what happens when the level cannot be read",
    "settings insider-risk unavailable require-approval",
  ],
  [
    "changeSettings",
    "settings <source> reset",
    "goes back to the defaults",
    "settings insider-risk reset",
  ],
  [
    "previewSettings",
    "preview settings <source> … [last <duration>]",
    "shows what a change would have done to the requests of the last 90 days, and changes nothing",
    "preview settings id-protection level high, deadline 4h",
  ],
  [
    "settingsHistory",
    "settings <source> history",
    "lists the changes so far",
    "settings insider-risk history",
  ],
  [
    "undoSettings",
    "settings <source> undo",
    "prepares the reverse of the last change",
    "settings insider-risk undo",
  ],
  [
    "requests",
    "requests [open / all] [package <package>] [user <person>]",
    "lists requests, newest first",
    'requests open package "Finance Data" user riley@contoso.example',
  ],
  [
    "cancel",
    "cancel <id> because <text>",
    "withdraws the request of somebody",
    "cancel R-1042 because Riley has left",
  ],
  ["resend", "resend <id>", "posts the open cards of a request again", "resend R-1042"],
  ["insights", "insights [last <duration>]", "shows the figures of a period", "insights last 7d"],
  [
    "showRisk",
    "risk <person>",
    "shows what the risk sources say now",
    "risk riley@contoso.example",
  ],
  [
    "setRisk",
    "risk <person> <source> <level>",
    "sets a risk level in the local tenant",
    "risk riley@contoso.example id-protection high",
  ],
  ["deliveries", "deliveries", "lists notices that are pending or failed", "deliveries"],
  ["showClock", "clock", "says whether the clock of the machine is trusted", "clock"],
  [
    "confirmClock",
    "clock confirm",
    "lets deadlines go on after the clock has jumped",
    "clock confirm",
  ],
  ["showRestore", "restore", "lists what a restored backup cannot know", "restore"],
  [
    "confirmRestore",
    "restore confirm keep all / none / <id> …",
    "lets a restored backup go on, and cancels the open requests that are not kept",
    "restore confirm keep R-1042 R-1043",
  ],
  ["showSending", "sending", "says whether notices are sent or paused", "sending"],
  [
    "pauseSending",
    "sending pause because <text>",
    "holds up every notice until somebody resumes",
    "sending pause because the cards show a wrong name",
  ],
  ["resumeSending", "sending resume", "sends what has waited", "sending resume"],
];

const auditor: readonly Row[] = [
  ["auditRequest", "audit <id>", "shows the trail of one request", "audit R-1042"],
  ["auditVerify", "audit verify", "checks the audit chain", "audit verify"],
  [
    "auditExport",
    "audit export [from <date>] [to <date>]",
    "gives the trail as a file",
    "audit export from 2026-11-01 to 2026-11-30",
  ],
];

/** Every command that can be typed, in the order of help; the parser takes its examples from here. */
export const commandReference: readonly CommandReferenceEntry[] = [
  ...toEntries("everyone", everyone),
  ...toEntries("approver", approver),
  ...toEntries("administrator", administrator),
  ...toEntries("auditor", auditor),
];

/** The commands that people with these roles may use. What everyone may use is always among them. */
export function listCommandsFor(audiences: readonly Audience[]): readonly CommandReferenceEntry[] {
  return commandReference.filter(
    ({ who }) =>
      who === "everyone" ||
      audiences.includes(who) ||
      (who === "auditor" && audiences.includes("administrator")),
  );
}

/** The first word of each command, each once, in the order of help. */
export function listKeywords(entries: readonly CommandReferenceEntry[]): string[] {
  return [...new Set(entries.map((entry) => entry.syntax.split(" ", 1)[0] ?? ""))];
}

/** The first entry of a command. */
export function findEntry(kind: CommandKind): CommandReferenceEntry {
  const entry = commandReference.find((candidate) => candidate.kind === kind);
  if (entry === undefined) throw new Error(`the command reference lacks ${kind}`);
  return entry;
}

function toEntries(who: Audience, rows: readonly Row[]): CommandReferenceEntry[] {
  return rows.map(([kind, syntax, does, example]) => ({
    ...{ kind, syntax, does, who, example },
    ...(kind === "setRisk" ? { isLocalOnly: true as const } : {}),
  }));
}
