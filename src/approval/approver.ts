import { z } from "zod";

const name = z.string().trim().min(1).max(256);
/** Entra object ids are GUIDs; they are compared in lower case. */
export const objectIdSchema = z.guid().transform((id) => id.toLowerCase());

/** Whom a stage may ask, in the words of the settings: resolved to people when the stage opens (Rule A1). */
export const riskApproverSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), id: objectIdSchema }),
  z.strictObject({ kind: z.literal("group"), id: objectIdSchema }),
  z.strictObject({ kind: z.literal("role"), name }),
]);

/** A policy stage may also ask the requestor's manager (level 1) or the manager's manager (level 2). */
export const policyApproverSchema = z.discriminatedUnion("kind", [
  ...riskApproverSchema.options,
  z.strictObject({ kind: z.literal("manager"), level: z.int().min(1).max(2).default(1) }),
]);

export type ApproverRule = z.infer<typeof policyApproverSchema>;

/** One line that is equal for equal rules; used to find and compare, never shown. */
export function approverKey(rule: ApproverRule): string {
  switch (rule.kind) {
    case "user":
    case "group":
      return `${rule.kind}:${rule.id}`;
    case "role":
      return `role:${rule.name.toLowerCase()}`;
    case "manager":
      return `manager:${rule.level}`;
  }
}

/** A person as the directory names him. The id is the identity, the rest is for reading. */
export const personSchema = z.strictObject({
  id: objectIdSchema,
  displayName: z.string(),
  userPrincipalName: z.string(),
});
export type Person = z.infer<typeof personSchema>;

/** A person in a stage's set, with every rule that named him and that rule's name for people. */
export const approverSchema = z.strictObject({
  ...personSchema.shape,
  namedBy: z.array(z.strictObject({ rule: policyApproverSchema, label: z.string() })).min(1),
});
export type Approver = z.infer<typeof approverSchema>;

/** What the directory says of a person when a stage is resolved. */
export interface Candidate extends Approver {
  readonly accountEnabled: boolean;
}

/** Appointer and delegate, in force at the moment of asking (Rule A5). */
export interface Delegation {
  readonly appointer: string;
  readonly delegate: Person & { readonly accountEnabled: boolean };
}
