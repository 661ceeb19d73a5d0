/** An access request as it came in over HTTP, in either form. Ids are GUIDs in lower case. */
export interface SubmissionBody {
  /** Scoped to the caller (Rule I2). */
  readonly idempotencyKey: string;
  /** Object id. Empty in a call-out that names no person of the directory: to be resumed with that reason (Rule I5). */
  readonly requestorId: string;
  /** Object id; the requestor unless said otherwise (Rule I1). */
  readonly targetId: string;
  readonly accessPackageId: string;
  /** Absent: the first policy of the package. */
  readonly assignmentPolicyId?: string;
  /** As it came, unchecked (Rule I4); empty when there is none. */
  readonly justification: string;
  readonly callOut?: CallOut;
  /** What a call-out calls what it names by id; empty where it says none, or no text. */
  readonly names?: {
    readonly requestor: string;
    readonly target: string;
    readonly accessPackage: string;
    readonly assignmentPolicy: string;
  };
}

/** What is needed to resume Entra's waiting custom extension. */
export interface CallOut {
  /** In camelCase: `userAdd`, `adminRemove`, also types that are not known here (Rule I5). */
  readonly requestType: string;
  readonly customExtensionStageInstanceId: string;
  /** A path on Microsoft Graph, never an address of its own. Not followed. */
  readonly callbackUriPath?: string;
  /** In camelCase: `assignmentRequestCreated`. */
  readonly stage: string;
  /** Entra waits so long at most. Milliseconds; absent when it does not say, or not in a form that is known. */
  readonly wait?: number;
}

export type SubmissionRefusalCode =
  | "invalidRequest"
  | "notFound"
  | "conflict"
  | "forbidden"
  | "unavailable";

export type SubmissionAnswer =
  | { readonly kind: "created" | "known"; readonly id: string; readonly state: string }
  | {
      readonly kind: "refused";
      readonly code: SubmissionRefusalCode;
      readonly message: string;
      /** Path of the wrong field in the body. */
      readonly target?: string;
    };

/** Hands a parsed submission to the product. `caller` scopes the idempotency key (Rule I2). */
export type Submit = (body: SubmissionBody, caller: string) => Promise<SubmissionAnswer>;
