import type {
  CalendarDay,
  PackageArgument,
  PersonArgument,
  RiskSource,
} from "./command-arguments.js";
import type { SettingChange } from "./setting-change.js";

/** Commands that everyone may type. */
export type EveryoneCommand =
  | { readonly kind: "help" }
  | { readonly kind: "requestForm" }
  | { readonly kind: "requestByText" }
  | {
      readonly kind: "request";
      readonly package: PackageArgument;
      /** Absent: the person asks for himself. */
      readonly target?: PersonArgument;
      /** Empty when nothing was typed; whether that is enough is not decided here. Rule I4 */
      readonly justification: string;
    }
  | { readonly kind: "statusList" }
  | { readonly kind: "status"; readonly id: string }
  | {
      readonly kind: "cancel";
      readonly id: string;
      /** Empty when nothing was typed; an administrator needs one. Rule C1 */
      readonly justification: string;
    };

/** Commands of approvers. */
export type ApproverCommand =
  | { readonly kind: "approvals" }
  | { readonly kind: "approve" | "deny"; readonly id: string; readonly justification: string }
  | { readonly kind: "delegateTo"; readonly person: PersonArgument; readonly until?: CalendarDay }
  | { readonly kind: "delegateOff" };

/** What a settings command asks for. */
export interface SettingsEdit {
  readonly source: RiskSource;
  /** At least one, in the order typed. */
  readonly changes: readonly SettingChange[];
}

/** Commands of administrators; the three of `audit` are open to auditors too. */
export type AdministratorCommand =
  | { readonly kind: "showSettings"; readonly source?: RiskSource }
  | ({ readonly kind: "changeSettings" } & SettingsEdit)
  | ({
      readonly kind: "previewSettings";
      /** ISO 8601, `P90D` unless said. */
      readonly last: string;
    } & SettingsEdit)
  | { readonly kind: "settingsHistory" | "undoSettings"; readonly source: RiskSource }
  | {
      readonly kind: "requests";
      readonly scope: "open" | "all";
      readonly package?: PackageArgument;
      readonly user?: PersonArgument;
    }
  | { readonly kind: "resend"; readonly id: string }
  | {
      readonly kind: "insights";
      /** ISO 8601, `P30D` unless said. */
      readonly last: string;
    }
  | { readonly kind: "auditRequest"; readonly id: string }
  | { readonly kind: "auditVerify" }
  | { readonly kind: "auditExport"; readonly from?: CalendarDay; readonly to?: CalendarDay }
  | { readonly kind: "showRisk"; readonly person: PersonArgument }
  | {
      readonly kind: "setRisk";
      readonly person: PersonArgument;
      readonly source: RiskSource;
      /** A level of that source, or `none`. */
      readonly level: string;
    }
  | {
      readonly kind:
        | "deliveries"
        | "showClock"
        | "confirmClock"
        | "showRestore"
        | "showSending"
        | "resumeSending";
    }
  | {
      readonly kind: "pauseSending";
      /** Empty when nothing was typed; one is needed. */
      readonly reason: string;
    }
  | {
      readonly kind: "confirmRestore";
      /** The numbers of requests that go on, or all, or none. */
      readonly kept: "all" | "none" | readonly string[];
    };

/** A command as typed, with its arguments unresolved. Nothing is authorised yet. */
export type ParsedCommand = EveryoneCommand | ApproverCommand | AdministratorCommand;

export type CommandKind = ParsedCommand["kind"];
