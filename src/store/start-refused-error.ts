export type StartRefusal =
  | "inUse" // another process holds the folder
  | "otherTenant" // the folder belongs to another tenant
  | "newerSchema" // written by a newer version
  | "olderSchema" // written by an older version, and a tool brings nothing forward
  | "notAStore" // files but no readable store.json
  | "unreadable" // files that cannot be read were put into quarantine
  | "moved" // what it held is in a database by now
  | "signingKey" // the key of the audit's anchors is missing or no key
  | "inaccessible"; // the folder cannot be made, locked or written

/** The embedded store does not open. `message` says what is wrong, `remedy` what an operator can do about it. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
  readonly code: StartRefusal;
  readonly remedy: string;

  constructor(code: StartRefusal, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem} ${remedy}`, options);
    this.code = code;
    this.remedy = remedy;
  }
}
