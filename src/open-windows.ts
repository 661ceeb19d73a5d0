import type { Config } from "./config.js";
import { formatPersonaTable } from "./local/persona-table.js";
import { createConversation } from "./local/personas.js";
import { type Playgrounds, startPlaygrounds } from "./local/playground.js";
import type { Tenant } from "./local/tenant.js";
import type { Log } from "./log.js";
import type { Context } from "./service/context.js";
import { registerPerson } from "./service/register-person.js";

/**
 * Starts the Playground windows of local mode and prints where they are. Their people count as installed at once, so
 * that a tab that is closed does not make its person unreachable.
 */
export async function openWindows(
  context: Context,
  tenant: Tenant,
  config: Config,
  port: number,
  log: Log,
): Promise<Playgrounds> {
  const windows = await startPlaygrounds({
    tenant,
    botEndpoint: `http://127.0.0.1:${port}/api/messages`,
    dataDir: config.dataDir,
    onEnd: (persona) => log.warn({ persona: persona.key }, "a Playground window has ended"),
  });
  for (const failure of windows.failures)
    log.warn({ persona: failure.persona.key }, failure.message);
  for (const { persona, port: windowPort } of windows.windows) {
    await registerPerson(context, persona.user.id, createConversation(persona, windowPort));
  }
  // Standard output is for log lines alone.
  process.stderr.write(formatPersonaTable(windows.windows));
  return windows;
}
