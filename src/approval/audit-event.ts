/** Who caused an event. People by object id only; names stand beside the chain. */
export type Actor =
  | { readonly kind: "person"; readonly id: string; readonly onBehalfOf?: string }
  | { readonly kind: "caller"; readonly id: string }
  | { readonly kind: "clock" }
  | { readonly kind: "system" };

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * One thing that happened (Rule U1). `details` holds ids, words of closed sets and figures only. Text of people
 * goes into `personal`: the store keeps it beside the chain, bound by a salted digest.
 */
export interface AuditEvent {
  readonly type: string;
  readonly at: number;
  readonly actor: Actor;
  readonly details: { readonly [key: string]: JsonValue | undefined };
  readonly personal?: { readonly [key: string]: string };
}
