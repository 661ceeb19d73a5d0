import type { ApproverRule, Candidate, Person } from "../../approval/approver.js";

/** A person with what decides whether he may act. */
export interface DirectoryPerson extends Person {
  readonly accountEnabled: boolean;
}

/** Somebody or something in the directory that a typed name may mean. */
export type NamedMatch =
  | {
      readonly kind: "user";
      readonly id: string;
      readonly displayName: string;
      readonly userPrincipalName: string;
    }
  | { readonly kind: "group"; readonly id: string; readonly displayName: string }
  | { readonly kind: "role"; readonly displayName: string };

/** The directory could not be read; says nothing about who is in it. Unreadable means no. */
export class DirectoryUnavailableError extends Error {
  override readonly name = "DirectoryUnavailableError";
}

/** The directory: identity is the object id, lower case. Every method may reject with DirectoryUnavailableError. */
export interface People {
  byId(id: string): Promise<DirectoryPerson | undefined>;
  byUserPrincipalName(name: string): Promise<DirectoryPerson | undefined>;
  /** People named by a rule, with the rule and its name for people. A manager rule looks from `requestorId`. */
  resolve(rule: ApproverRule, requestorId: string): Promise<readonly Candidate[]>;
  /** The name of a rule for people: `Security Administrator`, `SOC on call`, `manager`. */
  label(rule: ApproverRule): Promise<string>;
  groupByName(
    name: string,
  ): Promise<{ readonly id: string; readonly displayName: string } | undefined>;
  roleByName(name: string): Promise<{ readonly displayName: string } | undefined>;
  /**
   * People, groups and roles whose name begins so, or has a word that does, in any case and with or without accents; whole
   * names first, at most `limit`. For offering, never for deciding who is meant.
   */
  findByName(typed: string, limit: number): Promise<readonly NamedMatch[]>;
  /** Object ids of the enabled holders of a directory role. */
  roleHolders(roleName: string): Promise<readonly DirectoryPerson[]>;
  hasRole(personId: string, roleName: string): Promise<boolean>;
}
