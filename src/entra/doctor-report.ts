import { describeApprovers, isApproverLacking } from "./approver-report.js";
import type { ApproverFinding } from "./examine-approvers.js";
import type { GraphFindings, PermissionFinding, PermissionState } from "./examine-graph.js";
import { FEATURES } from "./features.js";

export interface Subject {
  readonly tenantId: string;
  readonly appId: string;
  /** Address of Graph. */
  readonly root: string;
  /** A managed identity cannot be given permissions in the portal. */
  readonly isManagedIdentity: boolean;
  /** People who may activate a role count among its holders. */
  readonly countsEligible: boolean;
}

export interface DoctorReport {
  /** Lines for a terminal. */
  readonly text: string;
  /** Nothing that is needed is missing. */
  readonly isWell: boolean;
}

/** Who could decide, as the directory says. */
export interface ExaminedApprovers {
  readonly findings: readonly ApproverFinding[];
  /** Where the names come from. */
  readonly note: string;
}

const WIDTH = 9;
const WORDS: Readonly<Record<PermissionState, string>> = {
  works: "works",
  granted: "granted",
  missing: "MISSING",
  refused: "REFUSED",
  unknown: "UNKNOWN",
};

/** What works, what is missing, what goes without it, and how to grant it. */
export function describeFindings(
  findings: GraphFindings,
  subject: Subject,
  approvers: ExaminedApprovers = { findings: [], note: "" },
): DoctorReport {
  const head = [
    "Riskgate and Microsoft Entra",
    `  tenant       ${subject.tenantId}`,
    `  application  ${subject.appId}`,
    `  Graph        ${subject.root}`,
    "",
  ];
  if (findings.kind === "noToken") {
    return { text: [...head, ...noToken(findings.code), ""].join("\n"), isWell: false };
  }
  const { permissions } = findings;
  const troubled = permissions.filter(isTroubled);
  const needed = troubled.filter((finding) => !isOptional(finding, subject));
  const lacking = approvers.findings.filter(isApproverLacking);
  const lines = [
    ...head,
    line("works", "a token was given"),
    ...permissions.flatMap((finding) => describe(finding, subject)),
    "",
    ...howToGrant(troubled, subject),
    ...whoDecides(approvers),
    sum(troubled, needed),
    ...(lacking.length > 0 ? [`Named, and nobody there who can decide: ${lacking.length}.`] : []),
    "Nothing was changed.",
    "",
  ];
  return { text: lines.join("\n"), isWell: needed.length + lacking.length === 0 };
}

function whoDecides({ findings, note }: ExaminedApprovers): string[] {
  if (findings.length === 0) return [];
  return [`Administrators and approvers, ${note}`, ...describeApprovers(findings, WIDTH), ""];
}

function isTroubled({ state }: PermissionFinding): boolean {
  return state !== "works" && state !== "granted";
}

function isOptional({ features }: PermissionFinding, { countsEligible }: Subject): boolean {
  return features.every((feature) =>
    feature === "eligibleHolders" ? !countsEligible : FEATURES[feature].isOptional,
  );
}

function line(state: PermissionState, text: string): string {
  return `  ${WORDS[state].padEnd(WIDTH)}${text}`;
}

function describe(finding: PermissionFinding, subject: Subject): string[] {
  const { permission, features, state, code } = finding;
  const uses = features.map((feature) => FEATURES[feature].title).join("; ");
  const optional = isOptional(finding, subject) ? " (optional)" : "";
  const first = line(state, `${permission}: ${uses}${optional}`);
  if (!isTroubled(finding)) return [first];
  const said = code === undefined ? [] : [`Graph said: ${code}`];
  const details = [
    ...features.map((feature) => FEATURES[feature].without),
    ...said,
    ...remedy(state),
  ];
  return [first, ...details.map((text) => `${" ".repeat(WIDTH + 2)}${text}`)];
}

function remedy(state: PermissionState): string[] {
  if (state === "refused") {
    return [
      "It is granted, and Graph refuses all the same. Look at the licences of the tenant (ID Protection needs Entra ID P2, access packages Entra ID Governance).",
    ];
  }
  return state === "unknown" ? ["Nobody can tell. Run this again in a minute."] : [];
}

function howToGrant(troubled: readonly PermissionFinding[], subject: Subject): string[] {
  const missing = troubled.filter(({ state }) => state === "missing");
  if (missing.length === 0) return [];
  const names = missing.map(({ permission }) => permission);
  const portal = [
    "To grant what is missing:",
    "  Microsoft Entra admin center > App registrations > the application above > API permissions >",
    "  Add a permission > Microsoft Graph > Application permissions, choose",
    ...names.map((name) => `    ${name}`),
    "  and then Grant admin consent. It may take some minutes until tokens have it.",
  ];
  const script = [
    "To grant what is missing to a managed identity, as a Privileged Role Administrator in PowerShell:",
    "  Connect-MgGraph -Scopes AppRoleAssignment.ReadWrite.All, Application.Read.All",
    `  $bot = Get-MgServicePrincipal -Filter "appId eq '${subject.appId}'"`,
    `  $graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"`,
    `  $graph.AppRoles | Where-Object Value -in ${names.map((name) => `'${name}'`).join(", ")} |`,
    "    ForEach-Object { New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $bot.Id " +
      "-PrincipalId $bot.Id -ResourceId $graph.Id -AppRoleId $_.Id }",
    "Azure keeps the tokens of a managed identity for up to a day: it may take so long until one has it.",
  ];
  return [...(subject.isManagedIdentity ? script : portal), ""];
}

function sum(troubled: readonly PermissionFinding[], needed: readonly PermissionFinding[]): string {
  if (troubled.length === 0) return "Every permission works.";
  const optional = troubled.length - needed.length;
  if (needed.length === 0)
    return `Everything that is needed works. Optional and not there: ${optional}.`;
  return `Not there: ${needed.length} that are needed, ${optional} that are optional.`;
}

const TOKEN_REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /AADSTS7000215|AADSTS7000222/,
    "The secret is wrong or too old. Make a new one and set MicrosoftAppPassword.",
  ],
  [
    /AADSTS700016/,
    "The tenant knows no such application. Check MicrosoftAppId and MicrosoftAppTenantId.",
  ],
  [/AADSTS90002/, "There is no such tenant. Check MicrosoftAppTenantId and CLOUD."],
  [
    /AADSTS700027|AADSTS7000214/,
    "The certificate is not the application's. Check the certificate and its key.",
  ],
  [
    /AADSTS70021|AADSTS700213/,
    "No federated credential of the application fits. Check its issuer and subject.",
  ],
  [
    /CredentialUnavailable/,
    "No managed identity answers here. Check that it is given to this machine.",
  ],
];

function noToken(code: string): string[] {
  const known = TOKEN_REMEDIES.find(([pattern]) => pattern.test(code))?.[1];
  return [
    line("missing", "No token was given, and nothing else was tried."),
    `${" ".repeat(WIDTH + 2)}Microsoft said: ${code}`,
    `${" ".repeat(WIDTH + 2)}${known ?? "Check the credentials, and that this machine reaches the sign-in address of Microsoft."}`,
    "Nothing was changed.",
  ];
}
