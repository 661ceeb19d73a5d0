import type { Person } from "../../approval/approver.js";
import type { Instant } from "../../approval/instant.js";
import type { RiskSource } from "../../approval/risk.js";

/** Microsoft Entra's own control of a source, as it says it. */
export interface OutsideControl {
  readonly isApprovalRequired: boolean;
  /** Entra's word for the lowest level that it gates. */
  readonly minimumRiskLevel: string;
}

/** A request as Entra has it. */
export interface OutsideRequest {
  /** Entra's id. */
  readonly id: string;
  /** In camelCase, such as `canceled`; empty when Entra names none. */
  readonly state: string;
  /** Call-outs whose answer Entra waits for. */
  readonly waiting: readonly {
    readonly stageInstanceId: string;
    readonly customExtensionId: string;
  }[];
  /** In camelCase; empty where Entra does not say. */
  readonly requestType: string;
  readonly createdAt: Instant;
  /** Object ids; empty where Entra does not say. */
  readonly requestorId: string;
  readonly targetId: string;
  readonly accessPackageId: string;
  readonly assignmentPolicyId: string;
  /** Whether Entra waits for the answer to this call-out. */
  waitsFor(stageInstanceId: string): boolean;
}

/**
 * What there is besides the other ports where the bot stands in front of Microsoft Entra's access packages. Every method
 * that is asynchronous rejects when Entra cannot be read.
 */
export interface Gate {
  /** Entra waits for all stages of a request together at most so long. Milliseconds. */
  readonly longestWait: number;
  /** Ids of the custom extensions that call this bot, in lower case; without them nothing unknown is taken in. */
  readonly ourExtensions: ReadonlySet<string>;
  /** Where this person asks for a package himself. */
  requestLink(accessPackageId: string, person: Person): string;
  /** Undefined when Entra has no such control. */
  readControl(source: RiskSource): Promise<OutsideControl | undefined>;
  /** Requests made since then that have not been decided, in pages. */
  undecided(since: Instant): AsyncIterable<readonly OutsideRequest[]>;
  /**
   * Undefined when Entra does not know it, or no longer.
   *
   * @param patience milliseconds; where nobody waits for the answer as long as Entra may need
   */
  readRequest(id: string, patience?: number): Promise<OutsideRequest | undefined>;
}
