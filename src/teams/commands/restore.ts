import { type Kept, readRestore, releaseRestored } from "../../service/restore.js";
import { formatInstant } from "../cards/format-instant.js";
import type { Reply, Turn } from "../turn.js";

const NO_COPY = "This store is not a restored backup. Nothing waits for you.";
const MOST_NAMED = 100;

/** `restore`: what a restored backup cannot know. */
export async function handleShowRestore(turn: Turn): Promise<Reply[]> {
  const report = await readRestore(turn.context, turn.person.id);
  if (!report) return [{ text: NO_COPY }];
  const { open, pendingNotices } = report;
  const [from, to] = [report.takenAt, report.now].map((at) => formatInstant(at, turn.reader));
  const named = open.slice(0, MOST_NAMED).join(", ");
  const more = open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : "";
  const text = [
    `The store was restored from a backup of ${from}. What happened from then to ${to} is not known here: requests, decisions, cards, changes of settings.`,
    open.length === 0
      ? "No request that you see was open in the backup."
      : `Open in the backup, and perhaps decided since: ${named}${more}.`,
    `Notices not sent in the backup, and perhaps sent since: ${pendingNotices}.`,
    "Until you confirm, nothing is decided and nothing is sent.",
    "Write: restore confirm keep all, restore confirm keep none, or restore confirm keep R-1042 R-1043. What you do not keep is canceled, and its people are told to ask again.",
    "What you asked for yourself, or what is for you, is not listed; if any of it was open, it is withdrawn whatever you keep.",
  ];
  return [{ text: text.join("\n") }];
}

/** `restore confirm keep …`: the restored backup goes on; what is not kept is canceled first. */
export async function handleConfirmRestore(turn: Turn, kept: Kept): Promise<Reply[]> {
  const result = await releaseRestored(turn.context, turn.person, kept);
  switch (result.kind) {
    case "notRestored":
      return [{ text: `${NO_COPY} Nothing was changed.` }];
    case "unknown":
      return [
        {
          text: `${result.ids.join(", ")}: not open in the backup. Nothing was changed. Write restore to see what is. Example: restore confirm keep none`,
        },
      ];
    case "released":
      return [
        {
          text: `✔ Confirmed. Kept: ${result.kept}. Canceled: ${result.canceled}. The bot decides and sends again.`,
        },
      ];
  }
}
