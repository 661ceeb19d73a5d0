/** Words that came into an enumeration after `unknownFutureValue`, by property: only who prefers them gets them. */
const LATE: Readonly<Record<string, readonly string[]>> = {
  requestType: ["approverRemove"],
  riskDetail: [
    "m365DAdminDismissedDetection",
    "userChangedPasswordOnPremises",
    "adminDismissedRiskForSignIn",
    "adminConfirmedAccountSafe",
    "microsoftRevokedSessions",
  ],
};

/** An answer as Graph writes it: without `Prefer: include-unknown-enum-members` late words are `unknownFutureValue`. */
export function writeAnswer(body: object, prefer: unknown): string {
  if (String(prefer).includes("include-unknown-enum-members")) return JSON.stringify(body);
  return JSON.stringify(body, (name, value) =>
    LATE[name]?.includes(String(value)) ? "unknownFutureValue" : value,
  );
}
