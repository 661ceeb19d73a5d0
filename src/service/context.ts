import type { IntakeMeter } from "./intake-meter.js";
import type { AuditTrail } from "./ports/audit-trail.js";
import type { Catalog } from "./ports/catalog.js";
import type { Fulfilment } from "./ports/fulfilment.js";
import type { Gate } from "./ports/gate.js";
import type { Holds } from "./ports/holds.js";
import type { People } from "./ports/people.js";
import type { RiskSignals } from "./ports/risk-signals.js";
import type { Store } from "./ports/store.js";

/** What the use cases log with; the fields are ids, words of closed sets and figures, never text of people. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Figures that operators watch. Every method is cheap and never throws. */
export interface Figures {
  decided(result: string): void;
  refused(code: string): void;
  sent(outcome: string): void;
  /** Milliseconds between a due time and the moment it was handled. */
  late(ms: number): void;
  /** Milliseconds that a commit took, whatever became of it. */
  committed(ms: number): void;
  /** A difference between Entra and the store that was settled. */
  reconciled(result: string): void;
}

/** Everything a use case works with: the ports, and what must not be guessable or timed by itself. */
export interface Context {
  readonly tenantId: string;
  readonly store: Store;
  readonly auditTrail: AuditTrail;
  readonly people: People;
  readonly signals: RiskSignals;
  readonly catalog: Catalog;
  readonly fulfilment: Fulfilment;
  /** Present where the bot stands in front of Microsoft Entra. */
  readonly gate?: Gate;
  /** What the store waits for a person for. */
  readonly holds?: Holds;
  /** Without it nothing gives way to what comes in. */
  readonly intakes?: IntakeMeter;
  readonly log: Log;
  readonly figures: Figures;
  /** A new unguessable token, 128 bits or more. */
  newToken(): string;
}

export const ADMINISTRATOR_ROLE = "Identity Governance Administrator";
export const AUDITOR_ROLES: readonly string[] = ["Security Reader", "Reports Reader"];
