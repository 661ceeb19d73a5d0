import type { PromptValidator } from "botbuilder-dialogs";
import { readConfirmation } from "./answer-words.js";
import type { QuestionParts } from "./question-parts.js";
import * as words from "./request-words.js";
import { say } from "./say.js";
import { readTypedText } from "./typed-text.js";

/** Takes a yes or a no. A yes waits until the catalog can be read, because it is checked against it. */
export function createConfirmationValidator(parts: QuestionParts): PromptValidator<string> {
  return async ({ context, recognized }) => {
    const typed = readTypedText(context.activity);
    const answer = readConfirmation(typed);
    if (answer === undefined) {
      const aside = parts.readAside(typed, false);
      await say(context, ...(aside === undefined ? [] : [aside]), words.YES_OR_NO);
      return false;
    }
    if (answer === "yes" && (await parts.readCatalog(context)) === undefined) return false;
    recognized.value = answer;
    return true;
  };
}
