import type { Activity } from "botbuilder";
import { createSigningKeys } from "../../tokens/signing-keys.js";
import { readBearer, type TokenProblem, verifyToken } from "../../tokens/verify-token.js";
import type { ChannelTrust } from "./channel-trust.js";

/** The only channel that is spoken to. */
export const CHANNEL = "msteams";

/** Seconds; as the Bot Framework's protocol allows. */
const CLOCK_TOLERANCE = 300;

/** Why an activity is not taken: nobody can be told who speaks. The code is for the log. */
export type ChannelTokenProblem = TokenProblem | "otherChannel" | "keyEndorsement" | "serviceUrl";

/** An activity whose token does not prove that Teams sent it. */
export class UntrustedActivity extends Error {
  override readonly name = "UntrustedActivity";
  /** The SDK answers with it. */
  readonly statusCode = 401;

  constructor(readonly problem: ChannelTokenProblem) {
    super(`The activity is not taken: ${problem}.`);
  }
}

/** What the `Authorization` header of an activity proves. */
export interface ChannelTokens {
  /** By the head alone, before a body is read: why Teams does not speak to this bot; undefined when it does. */
  problemOf(authorization: string | undefined): Promise<ChannelTokenProblem | undefined>;
  /** Throws `UntrustedActivity` unless the header proves that Teams sent the activity to this bot. */
  check(activity: Partial<Activity>, authorization: string): Promise<void>;
}

/**
 * Looks at the token before the SDK does, which goes on to check it in its own way. The SDK alone would fetch keys
 * without a time limit, print every forged token's error, take an activity without a service URL, a key without
 * endorsements, and for some channels and issuers other tokens than those of Teams: of the Emulator, of skills, of a
 * channel inside Azure.
 */
export function createChannelTokens(
  appId: string,
  trust: ChannelTrust,
  now: () => number = Date.now,
): ChannelTokens {
  const rules = {
    keys: createSigningKeys({ metadataUrl: trust.metadataUrl, now }),
    issuers: [trust.issuer],
    audiences: [appId],
    clockTolerance: CLOCK_TOLERANCE,
    now,
  };
  const read = async (authorization: string | undefined) => {
    const verified = await verifyToken(readBearer(authorization), rules);
    if (!verified.ok) return verified;
    return rules.keys.endorsementsOf(verified.keyId).includes(CHANNEL)
      ? verified
      : { ok: false as const, problem: "keyEndorsement" as const };
  };
  return {
    async problemOf(authorization) {
      const token = await read(authorization);
      return token.ok ? undefined : token.problem;
    },
    async check({ channelId, serviceUrl }, authorization) {
      if (channelId !== CHANNEL) throw new UntrustedActivity("otherChannel");
      const token = await read(authorization);
      if (!token.ok) throw new UntrustedActivity(token.problem);
      const { serviceurl: claimed } = token.claims;
      if (typeof serviceUrl !== "string" || serviceUrl === "" || claimed !== serviceUrl)
        throw new UntrustedActivity("serviceUrl");
    },
  };
}
