import type { Activity } from "botbuilder";
import { z } from "zod";

/** A person as Entra knows him: both ids are GUIDs in lower case. */
export interface Identity {
  readonly kind: "identity";
  readonly tenantId: string;
  readonly objectId: string;
}

/** Why an activity comes from nobody we know; the code is for the log. */
export interface IdentityRefusal {
  readonly kind: "refused";
  readonly code: "otherChannel" | "otherTenant" | "noObjectId";
}

const guid = z
  .stringFormat("guid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  .transform((text) => text.toLowerCase());

const personSchema = z.object({ from: z.object({ aadObjectId: guid }) });
const tenantSchema = z.object({
  conversation: z.object({ tenantId: guid.nullish() }).nullish(),
  channelData: z.object({ tenant: z.object({ id: guid.nullish() }).nullish() }).nullish(),
});

/**
 * Who sent an activity (contract: Identity). Only `from.aadObjectId` counts; names and what a card
 * carries do not. The tenant is `conversation.tenantId` or `channelData.tenant.id`; if both are
 * there they must agree. A token proves neither channel nor tenant: a bot can be opened to other
 * channels, where the client writes `from` itself.
 *
 * @param tenantId the tenant whose people are served, a GUID in any case
 */
export function readIdentity(
  activity: Partial<Activity>,
  tenantId: string,
): Identity | IdentityRefusal {
  if (activity.channelId !== "msteams") return refuse("otherChannel");
  const home = tenantId.toLowerCase();
  const claimed = readTenants(activity);
  if (claimed.length === 0 || claimed.some((id) => id !== home)) return refuse("otherTenant");
  const person = personSchema.safeParse(activity);
  if (!person.success) return refuse("noObjectId");
  return { kind: "identity", tenantId: home, objectId: person.data.from.aadObjectId };
}

function readTenants(activity: Partial<Activity>): readonly string[] {
  const parsed = tenantSchema.safeParse(activity).data;
  return [parsed?.conversation?.tenantId, parsed?.channelData?.tenant?.id].filter(
    (id) => typeof id === "string",
  );
}

function refuse(code: IdentityRefusal["code"]): IdentityRefusal {
  return { kind: "refused", code };
}
