import { createLocalJWKSet, errors, type JWTHeaderParameters } from "jose";
import { z } from "zod";

/** Keys are read again when they are this old, or older than the cooldown when a token names one that is not among them. Milliseconds. */
export const KEYS_FRESH = 3_600_000;
/** Keys that could not be read again are believed this long after they were last read. Milliseconds. */
export const KEYS_KEPT = 24 * 3_600_000;
/** The key server is asked at most once in this span, whatever tokens come in. Milliseconds. */
export const KEYS_COOLDOWN = 30_000;
/** Metadata and keys together may take this long. Milliseconds. */
const PATIENCE = 5_000;
/** Neither document is near this; a longer one is not read. Characters. */
const MOST_TEXT = 1_000_000;

/** The key server cannot be read and nothing young enough is remembered: no token can be checked now. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

type KeySet = ReturnType<typeof createLocalJWKSet>;
export type SigningKey = Awaited<ReturnType<KeySet>>;

/** The public keys of one issuer, as its OpenID metadata names them. */
export interface SigningKeys {
  /** The key that a token's header names. Rejects with `JWKSNoMatchingKey` or `KeysUnavailable`. */
  find(header: JWTHeaderParameters): Promise<SigningKey>;
  /** What the issuer lets a key speak for (Bot Framework: channels); empty when it does not say. */
  endorsementsOf(keyId: string): readonly string[];
}

export interface SigningKeysOptions {
  /** Address of the OpenID metadata: https, or http on this machine. */
  readonly metadataUrl: string;
  /** Milliseconds; the wall clock unless given. */
  readonly now?: () => number;
}

interface ReadKeys {
  readonly set: KeySet;
  readonly endorsements: ReadonlyMap<string, readonly string[]>;
  readonly at: number;
}

const metadataSchema = z.object({ jwks_uri: z.string() });
const keySchema = z.looseObject({
  kty: z.string(),
  kid: z.string().min(1).max(500),
  endorsements: z.array(z.string()).max(1_000).optional(),
});
const keySetSchema = z.object({ keys: z.array(keySchema).min(1).max(200) });

/**
 * Reads keys when they are first needed, keeps them, and reads them again after an hour or when a token names an unknown
 * one. An outage of the key server is not felt for a day; after that nothing is believed. However many tokens come
 * in, there is one read at a time and one in 30 s.
 */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const now = options.now ?? Date.now;
  let kept: ReadKeys | undefined;
  let lastTry = Number.NEGATIVE_INFINITY;
  let underway: Promise<void> | undefined;

  const readOnce = async (): Promise<void> => {
    lastTry = now();
    try {
      kept = await readKeys(options.metadataUrl, now());
    } catch {
      // What is remembered decides; the caller learns of an outage when that is too old.
    }
  };
  const refresh = (): Promise<void> => {
    if (now() - lastTry < KEYS_COOLDOWN) return underway ?? Promise.resolve();
    underway ??= readOnce().finally(() => {
      underway = undefined;
    });
    return underway;
  };
  const current = async (): Promise<KeySet> => {
    if (kept === undefined || now() - kept.at >= KEYS_FRESH) await refresh();
    if (kept === undefined || now() - kept.at >= KEYS_KEPT) {
      throw new KeysUnavailable("The keys of the issuer cannot be read.");
    }
    return kept.set;
  };
  return {
    async find(header) {
      if (header.kid === undefined) throw new errors.JWKSNoMatchingKey();
      try {
        return await (await current())(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      await refresh();
      return (await current())(header);
    },
    endorsementsOf: (keyId) => kept?.endorsements.get(keyId) ?? [],
  };
}

async function readKeys(metadataUrl: string, at: number): Promise<ReadKeys> {
  const signal = AbortSignal.timeout(PATIENCE);
  const metadata = metadataSchema.parse(await readJson(metadataUrl, signal));
  const { keys } = keySetSchema.parse(await readJson(metadata.jwks_uri, signal));
  return {
    set: createLocalJWKSet({ keys }),
    endorsements: new Map(keys.map((key) => [key.kid, key.endorsements ?? []])),
    at,
  };
}

async function readJson(address: string, signal: AbortSignal): Promise<unknown> {
  if (!isSafeAddress(address)) throw new Error("keys are read over https only");
  const response = await fetch(address, { signal, redirect: "error" });
  const text = await response.text();
  if (!response.ok || text.length > MOST_TEXT) throw new Error(`answered ${response.status}`);
  return JSON.parse(text);
}

function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
}
