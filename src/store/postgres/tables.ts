import type { Outage } from "../../approval/outage.js";
import type { RequestSummary } from "../../approval/request-summary.js";
import type { ClockJump } from "../../service/ports/holds.js";
import type { AggregateKind, Aggregates, ReservedKey } from "../../service/ports/store.js";

/** The tables of the schema `riskgate` as they are read. Instants are UTC milliseconds. */
export interface Tables {
  readonly store: {
    readonly tenant_id: string;
    readonly move: "begun" | "finished" | null;
    readonly copy_taken_at: number | null;
  };
  readonly schema_version: { readonly version: number; readonly applied_at: Date };
  readonly aggregate: AggregateTable;
  readonly reserved_key: {
    readonly key: string;
    readonly kind: AggregateKind;
    readonly id: string;
    readonly until: number | null;
  };
  readonly audit_event: {
    readonly kind: AggregateKind;
    readonly id: string;
    readonly sequence: number;
    /** The event as canonical JSON with its hash: the bytes that were hashed, never parsed by the database. */
    readonly event: string;
    /** Of its request; -1 for what belongs to none. */
    readonly submitted_at: number;
  };
  readonly personal_text: {
    readonly kind: AggregateKind;
    readonly id: string;
    readonly sequence: number;
    readonly name: string;
    readonly salt: string;
    readonly text: string;
    readonly submitted_at: number;
  };
  readonly waiting_head: {
    readonly position: number;
    readonly aggregate: string;
    readonly version: number;
    readonly sequence: number;
    readonly hash: string;
  };
  readonly anchor: { readonly sequence: number; readonly line: string };
  readonly signing_key: {
    readonly public_key: string;
    readonly private_pem: string | null;
    readonly first_public_key: string | null;
  };
  readonly notice_total: NoticeCountColumns;
  readonly notice_change: NoticeCountColumns;
  readonly liveness: {
    readonly alive_at: number | null;
    readonly outages: readonly Outage[];
    readonly clock_jump: ClockJump | null;
  };
}

/** One row for each aggregate: its value, and as columns what the store is asked for. */
interface AggregateTable extends NoticeCountColumns {
  readonly kind: AggregateKind;
  readonly id: string;
  readonly version: number;
  readonly value: Aggregates[AggregateKind];
  /** SHA-256 of the value's canonical text, in hexadecimal. */
  readonly digest: string;
  readonly keys: readonly ReservedKey[];
  readonly next_due_at: number | null;
  readonly next_send_at: number | null;
  readonly due_claimant: string | null;
  readonly due_claimed_until: number | null;
  readonly is_closed: boolean;
  readonly deciders: readonly string[];
  readonly concerned: readonly string[];
  readonly unreached: readonly string[];
  readonly delegate_id: string | null;
  readonly summary: RequestSummary | null;
  readonly submitted_at: number | null;
  readonly completed_at: number | null;
  readonly undelivered_order: number | null;
  readonly last_sequence: number | null;
  readonly last_hash: string | null;
}

interface NoticeCountColumns {
  readonly intended: number;
  readonly delivered: number;
  readonly failed: number;
  readonly withdrawn: number;
  readonly pending: number;
}
