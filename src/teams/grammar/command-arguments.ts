/** A risk source, spelled as the keys of `controlConfigurations`. */
export type RiskSource = "idProtection" | "insiderRisk";

/** A person as typed; who it is, is resolved later. */
export type PersonArgument =
  | {
      readonly by: "mention";
      readonly mri: string;
      readonly aadObjectId?: string;
      readonly name: string;
    }
  | { readonly by: "upn"; readonly value: string }
  | { readonly by: "id"; readonly value: string };

/** What may stand in a set of approvers of a control configuration. */
export type ApproverArgument =
  | PersonArgument
  | { readonly by: "group"; readonly name: string }
  | { readonly by: "role"; readonly name: string };

/** An access package as typed: its id in lower case, or its name with single spaces. */
export type PackageArgument = { readonly by: "id" | "name"; readonly value: string };

/**
 * A calendar date without a time zone: `2026-12-01`, `today` or `tomorrow`.
 * Whoever uses it applies the person's own time zone.
 */
export type CalendarDay = string;
