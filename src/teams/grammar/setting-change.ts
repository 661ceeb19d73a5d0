import type { ApproverArgument } from "./command-arguments.js";

/** One change of a control configuration; the setting is named as Microsoft Graph names it. */
export type SettingChange =
  | {
      readonly setting: "isApprovalRequired" | "isApproverJustificationRequired";
      readonly value: boolean;
    }
  | {
      readonly setting: "minimumRiskLevel";
      /** A level of the source that is changed. */
      readonly value: string;
    }
  | {
      readonly setting: "primaryApprovers" | "fallbackApprovers";
      readonly action: "add" | "remove";
      readonly approver: ApproverArgument;
    }
  | {
      readonly setting: "durationBeforeEscalation" | "durationBeforeAutomaticDenial";
      /** ISO 8601, positive; the bounds of a setting are checked where settings are validated. */
      readonly value: string;
    }
  | { readonly setting: "whenRiskUnavailable"; readonly value: "requireApproval" | "proceed" }
  /** Back to the defaults; always the only change of its command. */
  | { readonly setting: "reset" };
