import { hash } from "node:crypto";
import { asJson } from "./anchor.js";
import { canonicalJson } from "./canonical-json.js";
import type { ChainedEvent, SaltedText } from "./chained-event.js";
import { isSignedBy, type PublicKeyText, type Signer } from "./signing-key.js";

/** An event of an export, with the aggregate whose chain it is in. Text that was erased is missing. */
export interface ExportedEvent extends ChainedEvent {
  readonly kind: string;
  readonly id: string;
  readonly personal?: Readonly<Record<string, SaltedText>>;
}

/** An event whose content the reader may not see: its place in the chain, and nothing else (Rule V4). */
export interface WithheldEvent {
  readonly kind: string;
  readonly id: string;
  readonly sequence: number;
  readonly prev: string;
  readonly hash: string;
  /** Evidence of a source, or which requests somebody was asked about together. */
  readonly withheld: "riskEvidence" | "requests";
}

/** What an export holds of one chain: its first and last event here, and how many events it has in all. */
export type ExportedHead = readonly [
  aggregate: string,
  first: number,
  last: number,
  hash: string,
  total: number,
];

export interface TrailerContent {
  /** Names the format. */
  readonly trailer: "riskgate-audit-1";
  readonly tenantId: string;
  readonly exportedAt: string;
  /** Object id. */
  readonly exportedBy: string;
  /** First and last instant of a part of the trail, UTC. */
  readonly from?: string;
  readonly to?: string;
  /** Events in the file. */
  readonly count: number;
  /** Requests that were left out because the reader is their requestor or target, of whatever period (Rule V4). */
  readonly leftOut: number;
  readonly heads: readonly ExportedHead[];
  /** The newest anchor that the trail was compared with. */
  readonly anchor?: { readonly sequence: number; readonly hash: string; readonly at: string };
  /** What was found when the trail was compared with its anchors. */
  readonly verdict: "intact" | "broken";
  readonly problems: readonly string[];
}

/** The last line of an export. */
export interface Trailer extends TrailerContent {
  /** SHA-256 of all bytes before this line. */
  readonly digest: string;
  readonly key: PublicKeyText;
  /** Ed25519 over `riskgate-export:` and the SHA-256 of canonical JSON of the rest of the trailer. */
  readonly signature: string;
}

export type ExportRecord = ExportedEvent | WithheldEvent | Trailer;

export function isTrailer(record: ExportRecord): record is Trailer {
  return "trailer" in record;
}

export function isWithheld(record: ExportedEvent | WithheldEvent): record is WithheldEvent {
  return "withheld" in record;
}

export function sealTrailer(
  content: TrailerContent,
  digest: string,
  signer: Pick<Signer, "publicKey" | "sign">,
): Trailer {
  const open = { ...content, digest, key: signer.publicKey };
  return { ...open, signature: signer.sign(signedText(open)) };
}

/** Whether the key that stands in a trailer has signed it. Whose key that is, the trailer cannot prove. */
export function isTrailerSigned({ signature, ...rest }: Trailer): boolean {
  return isSignedBy(rest.key, signedText(rest), signature);
}

function signedText(trailer: Omit<Trailer, "signature">): string {
  return `riskgate-export:${hash("sha256", canonicalJson(asJson(trailer)))}`;
}
