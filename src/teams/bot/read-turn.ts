import type { Activity } from "botbuilder";
import type { Conversation } from "../../approval/person-record.js";
import type { AccessRequest } from "../../approval/request.js";
import type { RateLimit } from "../../rate-limit.js";
import {
  ADMINISTRATOR_ROLE,
  AUDITOR_ROLES,
  type Context,
  type Log,
} from "../../service/context.js";
import type { DirectoryPerson } from "../../service/ports/people.js";
import type { Versioned } from "../../service/ports/store.js";
import { errorName } from "../../service/read-risk.js";
import { registerPerson } from "../../service/register-person.js";
import { type ActivityAddress, readAddress } from "../connector/address.js";
import { readIdentity } from "../connector/identity.js";
import { type FileOffers, offerFile } from "../file-offers.js";
import type { Audience } from "../grammar/command-reference.js";
import type { Reply, Turn } from "../turn.js";

/** What the bot needs besides the use cases to make a turn of an activity. */
export interface TurnParts {
  readonly context: Context;
  readonly log: Log;
  readonly isLocal: boolean;
  readonly noteRefusal: (attempt: { actor: string; reason: string; where: string }) => void;
  readonly files: FileOffers;
  /** How fast one person may write and click; without it there is no limit (local mode). */
  readonly personRate?: RateLimit | undefined;
}

/** Posts answers to where an activity came from. */
export type ReplyTo = (address: ActivityAddress, replies: readonly Reply[]) => void;

export type TurnResult =
  | { readonly kind: "turn"; readonly turn: Turn; readonly address: ActivityAddress }
  /** Nobody we know: no answer but a neutral one. */
  | { readonly kind: "refused" }
  /** More than a person can write: nothing was read, nothing changes. */
  | { readonly kind: "tooFast" }
  /** Somebody of the tenant whom the directory does not list, or whose account is off. */
  | { readonly kind: "unknownPerson"; readonly address: ActivityAddress };

/**
 * Who sent an activity, by Entra's identity, and what he may do (contract: Identity).
 *
 * @param requestId the request that he is about to decide, as his card names it: it is asked for together with his record
 */
export async function readTurn(
  parts: TurnParts,
  activity: Partial<Activity>,
  reply: ReplyTo,
  requestId?: string,
): Promise<TurnResult> {
  const { context } = parts;
  const identity = readIdentity(activity, context.tenantId);
  const address = readAddress(activity);
  if (identity.kind === "refused" || !address) {
    const reason = identity.kind === "refused" ? identity.code : "noAddress";
    parts.noteRefusal({
      actor: claimedActor(activity),
      reason,
      where: `activity ${activity.type}`,
    });
    return { kind: "refused" };
  }
  if ((parts.personRate?.take(identity.objectId) ?? 0) > 0) {
    parts.noteRefusal({
      actor: identity.objectId,
      reason: "tooFast",
      where: `activity ${activity.type}`,
    });
    return { kind: "tooFast" };
  }
  const person = await context.people.byId(identity.objectId);
  if (!person?.accountEnabled) {
    parts.noteRefusal({
      actor: identity.objectId,
      reason: "unknownPerson",
      where: `activity ${activity.type}`,
    });
    return { kind: "unknownPerson", address };
  }
  const reading = requestId === undefined ? undefined : readEarly(context, requestId);
  // A restored copy writes nothing down, and still answers whoever can release it.
  const known = context.holds?.restore.restored()
    ? (await context.store.load("person", person.id))?.value.conversation
    : await registerPerson(context, person.id, conversationOf(address));
  const turn: Turn = {
    context,
    person,
    audiences: await audiencesOf(context, person),
    conversationId: address.conversationId,
    activityId: activity.id ?? "",
    clickedMessageId: address.replyToId,
    readEarly: await reading,
    reader: {
      now: context.store.now(),
      timeZone: address.timeZone ?? known?.timeZone ?? "UTC",
      locale: address.locale ?? "en-US",
      mri: address.mri,
    },
    log: parts.log,
    isLocal: parts.isLocal,
    refused: (attempt) => parts.noteRefusal({ actor: person.id, ...attempt }),
    later: (work) => {
      work.then(
        (replies) => reply(address, replies),
        (error: unknown) => {
          parts.log.error({ error: errorName(error) }, "an answer could not be made");
          reply(address, [{ text: "Something went wrong on our side. Please try again later." }]);
        },
      );
    },
    offerFile: (file) => offerFile(parts.files, { ...file, ownerId: person.id }),
  };
  return { kind: "turn", turn, address };
}

/** Undefined when it cannot be read, or is not there: whoever needs it asks again, and is told. */
function readEarly(
  { store }: Context,
  requestId: string,
): Promise<Versioned<AccessRequest> | undefined> {
  return store.load("request", requestId).catch(() => undefined);
}

/**
 * Whoever installs the bot while the directory is down is told no second time of by Teams: where he can be written to is
 * kept by his identity alone (Rule N2). What he may do is looked up whenever he does it.
 */
export async function registerUnread(
  { context }: TurnParts,
  activity: Partial<Activity>,
): Promise<void> {
  const identity = readIdentity(activity, context.tenantId);
  const address = readAddress(activity);
  if (identity.kind === "refused" || !address || context.holds?.restore.restored()) return;
  await registerPerson(context, identity.objectId, conversationOf(address));
}

export function conversationOf(address: ActivityAddress): Conversation {
  return {
    conversationId: address.conversationId,
    serviceUrl: address.serviceUrl,
    botId: address.botId,
    mri: address.mri,
    ...(address.locale !== undefined && { locale: address.locale }),
    ...(address.timeZone !== undefined && { timeZone: address.timeZone }),
  };
}

/** Anybody can be asked to decide one day; administration and audit go by directory role. Unreadable means no. */
async function audiencesOf(context: Context, person: DirectoryPerson): Promise<Audience[]> {
  const holds = (role: string) => context.people.hasRole(person.id, role).catch(() => false);
  const [isAdministrator, ...auditor] = await Promise.all(
    [ADMINISTRATOR_ROLE, ...AUDITOR_ROLES].map(holds),
  );
  return [
    "approver",
    ...(isAdministrator ? (["administrator"] as const) : []),
    ...(auditor.some(Boolean) ? (["auditor"] as const) : []),
  ];
}

function claimedActor(activity: Partial<Activity>): string {
  const claimed: unknown = activity.from?.aadObjectId ?? activity.from?.id;
  return typeof claimed === "string" ? claimed.slice(0, 100) : "unknown";
}
