import type { Refusal } from "../approval/refusal.js";
import type { AccessRequest, CallOut, Origin } from "../approval/request.js";

/** A request as it comes in: ids only, nothing looked up yet. */
export interface Intake {
  readonly kind: Origin["kind"];
  /** Scope of the key: a person, an application, or `local` (Rule I2). */
  readonly caller: string;
  readonly key: string;
  readonly requestorId: string;
  readonly targetId: string;
  readonly accessPackageId: string;
  /** The package's first policy unless given. */
  readonly assignmentPolicyId?: string;
  readonly justification: string;
  readonly callOut?: CallOut;
  /** What Entra calls them, until they are looked up; never trusted for more than to be shown. */
  readonly names?: PartNames;
}

/** Words of the caller for what he names by id; empty where he said none. */
export interface PartNames {
  readonly requestor: string;
  readonly target: string;
  readonly accessPackage: string;
  readonly assignmentPolicy: string;
}

export type IntakeResult =
  | { readonly ok: true; readonly kind: "created" | "known"; readonly request: AccessRequest }
  /** Another request for the same target and package is open (Rule I3). */
  | {
      readonly ok: false;
      readonly code: "openRequest";
      readonly id: string;
      readonly isVisible: boolean;
    }
  /** The same key with other content (Rule I2). */
  | { readonly ok: false; readonly code: "conflict" }
  /** The bot stands in front of Entra, where the person asks himself. */
  | { readonly ok: false; readonly code: "askedInEntra" }
  | Refusal;

export function originOf(intake: Intake, contentDigest: string): Origin {
  return {
    kind: intake.kind,
    caller: intake.caller,
    key: intake.key,
    contentDigest,
    ...(intake.callOut && { callOut: intake.callOut }),
  };
}
