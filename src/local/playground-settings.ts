import { stringify } from "yaml";
import { createConversation, LOCAL_BOT_ID, type Persona } from "./personas.js";
import type { Tenant } from "./tenant.js";
import type { TenantUser } from "./tenant-schema.js";

/** As in the app package: everybody reads it, so it tells of no review (Rule V1). */
const BOT_NAME = "Access Requests";
/** The Playground wants exactly so many people besides the current user. */
const COLLEAGUES = 5;

/** Content of a persona's `.m365agentsplayground.yml`. Every id differs from those of the other windows. */
export function createPlaygroundSettings(tenant: Tenant, persona: Persona): string {
  const { conversationId } = createConversation(persona, persona.preferredPort);
  const others = tenant.users.filter((user) => user.id !== persona.user.id).slice(0, COLLEAGUES);
  const fillers = Array.from({ length: COLLEAGUES - others.length }, (_, i) => createFiller(i + 1));
  return stringify({
    version: "0.1.1",
    tenantId: tenant.tenantId,
    bot: { id: LOCAL_BOT_ID, name: BOT_NAME },
    currentUser: toPlaygroundUser(persona.user),
    users: [...others, ...fillers].map(toPlaygroundUser),
    personalChat: { id: conversationId },
    groupChat: { id: `19:${persona.key}-group`, name: "Group chat" },
    team: {
      id: `19:${persona.key}-team`,
      name: "Team",
      aadGroupId: persona.user.id,
      channels: [],
    },
  });
}

function toPlaygroundUser(user: Pick<TenantUser, "id" | "displayName" | "userPrincipalName">) {
  const [givenName = "", ...rest] = user.displayName.split(" ");
  return {
    id: `29:${user.id}`,
    name: user.displayName,
    // Spelled so by the Playground.
    userPrincipleName: user.userPrincipalName,
    aadObjectId: user.id,
    givenName,
    surname: rest.join(" "),
    email: user.userPrincipalName,
  };
}

/** A tenant of fewer people is filled up: these never act. */
function createFiller(number: number) {
  return {
    id: `00000000-0000-4000-8000-00000000000${number}`,
    displayName: `Colleague ${number}`,
    userPrincipalName: `colleague${number}@invalid.example`,
  };
}
