import type { Conversation } from "../approval/person-record.js";
import type { Tenant } from "./tenant.js";
import type { TenantUser } from "./tenant-schema.js";

/** A person of the tenant who gets a Playground window. */
export interface Persona {
  readonly user: TenantUser;
  /** Name of his folder, and how he is told apart in logs: `riley`. */
  readonly key: string;
  /** Where his window is looked for; another free port is taken when it is in use. */
  readonly preferredPort: number;
  /** One thing to do in this window. */
  readonly tryThis: string;
}

/** The bot's id in the Playground windows. */
export const LOCAL_BOT_ID = "28:access-requests";

const FIRST_PORT = 56_151;
const MOST_WINDOWS = 4;

/** Who has a window in the demo tenant, by the first part of the user principal name. */
const DEMO_WINDOWS: Readonly<Record<string, string>> = {
  riley: 'request "Finance Data" because I close the quarter',
  sam: "answer Riley's card, or write approvals",
  morgan: "approve as Riley's manager, or when the security team does not answer",
  ada: "write settings, or answer Riley's card before Sam does",
};

/** The people who get windows: those of the demo story, or of another tenant the first four who may sign in. */
export function choosePersonas(tenant: Tenant): readonly Persona[] {
  const enabled = tenant.users.filter((user) => user.accountEnabled);
  const known = enabled.filter((user) => keyOf(user) in DEMO_WINDOWS);
  const chosen = known.length > 0 ? known : enabled;
  return chosen.slice(0, MOST_WINDOWS).map((user, i) => ({
    user,
    key: known.length > 0 ? keyOf(user) : `window-${i + 1}`,
    preferredPort: FIRST_PORT + i,
    tryThis: DEMO_WINDOWS[keyOf(user)] ?? "write help",
  }));
}

/** Where a persona can be written to through his window at this port, before he has opened it. */
export function createConversation(persona: Persona, port: number): Conversation {
  const { id } = persona.user;
  return {
    conversationId: `a:${id}`,
    serviceUrl: createServiceUrl(port),
    botId: LOCAL_BOT_ID,
    mri: `29:${id}`,
    locale: "en-US",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

export function createServiceUrl(port: number): string {
  return `http://127.0.0.1:${port}/_connector`;
}

function keyOf(user: TenantUser): string {
  return user.userPrincipalName.split("@", 1)[0]?.toLowerCase() ?? "";
}
