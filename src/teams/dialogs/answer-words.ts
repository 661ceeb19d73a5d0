import { visibleText } from "../../approval/text.js";

const LEAVING = new Set(
  [
    "cancel",
    "stop",
    "quit",
    "exit",
    "abort",
    "leave",
    "never mind",
    "nevermind",
    "forget it",
  ].flatMap((word) => [word, `/${word}`]),
);

const YES = new Set([
  ...[
    "yes",
    "y",
    "yes please",
    "yes send it",
    "yep",
    "yup",
    "yeah",
    "ya",
    "sure",
    "ok",
    "okay",
    "k",
  ],
  ...[
    "confirm",
    "confirmed",
    "i confirm",
    "correct",
    "right",
    "send",
    "send it",
    "submit",
    "submit it",
  ],
  ...["go ahead", "do it", "please do", "of course", "sounds good", "looks good", "👍"],
]);

const NO = new Set([
  ...["no", "n", "no thanks", "no thank you", "nope", "nah", "not now", "wrong", "👎"],
  ...["do not", "don't", "dont", "do not send", "don't send", "do not send it", "don't send it"],
]);

/** True for a message that only says that the person wants out: "cancel", "stop", "quit" and the like. */
export function isLeaving(text: string): boolean {
  return LEAVING.has(plainWords(text));
}

/** True for a message that only says that there is no reason to give. */
export function isSkipping(text: string): boolean {
  return ["skip", "/skip", "skip it", "skip this"].includes(plainWords(text));
}

/**
 * Yes or no, in any of the usual words. Only whole messages count: "yes, but change the reason" is neither, so that
 * nothing is sent that a person wanted changed.
 */
export function readConfirmation(text: string): "yes" | "no" | undefined {
  const words = plainWords(text);
  if (YES.has(words)) return "yes";
  return NO.has(words) ? "no" : undefined;
}

/** Lower case, no invisible characters, no punctuation but apostrophes, single spaces; long texts are no such words. */
function plainWords(text: string): string {
  if (text.length > 200) return "";
  return visibleText(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/\p{Emoji_Modifier}/gu, "")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/["“”.,;:!?…]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
