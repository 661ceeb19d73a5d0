import { eventually } from "../connector/eventually.js";
import { ask, textOf } from "./chat-reading.js";
import type { ListeningUser } from "./listening-user.js";

const LINK = /http:\/\/127\.0\.0\.1:\d+\/downloads\/[\w-]+/;

/** Types an export and returns what stands behind its two links. */
export async function exportAs(user: ListeningUser, command = "audit export") {
  const before = user.messages().length;
  const words = await ask(user, command, /Audit export/);
  const linkOf = (ending: string) =>
    eventually(() => {
      const shown = user
        .messages()
        .slice(before)
        .map(textOf)
        .find((text) => text.includes(ending));
      return shown === undefined ? undefined : LINK.exec(shown)?.[0];
    });
  const links = { jsonl: await linkOf(".jsonl: "), csv: await linkOf(".csv: ") };
  return { words, links };
}
