import fc from "fast-check";
import type { SendOutcome } from "../../src/approval/delivery.js";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import {
  ADA,
  COLE,
  DANA,
  FAYE,
  FINN,
  INGRID,
  MORGAN,
  RILEY,
  SAM,
  STRANGER,
  TAYLOR,
} from "./cast.js";

/** Everybody who tries something. The first two are the requestor and the target. */
export const ACTORS = [
  RILEY,
  TAYLOR,
  SAM,
  INGRID,
  FINN,
  FAYE,
  MORGAN,
  DANA,
  COLE,
  ADA,
  STRANGER,
] as const;

/** A level as a source may say it; null when it does not answer. */
export type Level = 0 | 1 | 2 | 3 | null;

/** One thing that happens to one request, in plain values: a store and a core can both be driven by it. */
export type Happening =
  | {
      readonly kind: "click";
      readonly actor: number;
      readonly reviewResult: "Approved" | "Denied";
      /** Which of all copies that were ever made of the actor's cards, counted from the newest. */
      readonly copy: number;
      /** The actor whose card it is; most often his own. */
      readonly cardOf: number;
      readonly justification: string;
      readonly level: Level;
      readonly standing: "stands" | "revoked" | "unreadable";
    }
  | {
      readonly kind: "type";
      readonly actor: number;
      readonly reviewResult: "Approved" | "Denied";
      /** Equal numbers are deliveries of the same message. */
      readonly activity: number;
      readonly level: Level;
      readonly standing: "stands" | "revoked" | "unreadable";
    }
  | { readonly kind: "prompt"; readonly actor: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "outage"; readonly ms: number }
  | {
      readonly kind: "evaluate";
      readonly idProtection: Level;
      readonly insiderRisk: Level;
    }
  | {
      readonly kind: "resolve";
      readonly primary: readonly number[];
      readonly fallback: readonly number[];
      readonly disabled: readonly number[];
      readonly isComplete: boolean;
    }
  | { readonly kind: "cancel"; readonly actor: number; readonly asAdministrator: boolean }
  | { readonly kind: "appoint"; readonly appointer: number; readonly delegate: number }
  | { readonly kind: "endDelegation"; readonly place: number }
  | { readonly kind: "handOver"; readonly isOk: boolean }
  | { readonly kind: "alert" }
  /** Which of the rows that are pending, counted around. */
  | { readonly kind: "beginSend"; readonly row: number }
  /** Which of the sends that are in flight, counted around. */
  | { readonly kind: "reportSend"; readonly place: number; readonly outcome: SendKind }
  | { readonly kind: "update"; readonly outcome: SendKind }
  | { readonly kind: "revive"; readonly row: number };

export type SendKind = SendOutcome["kind"];

const anybody = fc.nat({ max: ACTORS.length - 1 });
/** Sam to Dana: whom the stages ask most often, so that what is tried most often is allowed. */
const regular = fc.integer({ min: 2, max: 7 });
const actor = fc.oneof({ weight: 4, arbitrary: regular }, { weight: 1, arbitrary: anybody });
const approvers = fc.uniqueArray(actor, { maxLength: 4 });
const level = fc.constantFrom<Level>(0, 1, 2, 2, 2, 3, null);
const reviewResult = fc.constantFrom("Approved" as const, "Approved" as const, "Denied" as const);
const standing = fc.constantFrom(
  "stands" as const,
  "stands" as const,
  "stands" as const,
  "revoked" as const,
  "unreadable" as const,
);
const sendKind = fc.constantFrom<SendKind>(
  "sent",
  "sent",
  "sent",
  "retry",
  "unreachable",
  "gone",
  "unknown",
  "rejected",
);
const span = fc.constantFrom(
  0,
  1,
  SECOND,
  10 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
);
const small = fc.nat({ max: 5 });

const click = actor.chain((who) =>
  fc.record({
    kind: fc.constant("click" as const),
    actor: fc.constant(who),
    reviewResult,
    copy: fc.nat({ max: 3 }),
    cardOf: fc.oneof({ weight: 9, arbitrary: fc.constant(who) }, { weight: 1, arbitrary: anybody }),
    justification: fc.constantFrom("as agreed", "as agreed", "as agreed", "", "\u200b"),
    level,
    standing,
  }),
);

/** Any happening, the everyday ones more often. Values that point at nothing are harmless. */
export const happeningArbitrary: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: click },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("type" as const),
      actor,
      reviewResult,
      activity: small,
      level,
      standing,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("prompt" as const), actor }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: span }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("outage" as const), ms: span }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("evaluate" as const),
      idProtection: level,
      insiderRisk: level,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("resolve" as const),
      primary: approvers,
      fallback: approvers,
      disabled: fc.uniqueArray(actor, { maxLength: 2 }),
      isComplete: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("cancel" as const),
      actor,
      asAdministrator: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("appoint" as const),
      appointer: actor,
      delegate: actor,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("endDelegation" as const), place: small }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("handOver" as const), isOk: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "alert" as const }) },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant("beginSend" as const), row: fc.nat({ max: 11 }) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("reportSend" as const),
      place: small,
      outcome: sendKind,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("update" as const), outcome: sendKind }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("revive" as const), row: fc.nat({ max: 11 }) }),
  },
);
