import type { TurnContext } from "botbuilder";
import { visibleText } from "../../approval/text.js";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import type { Audience } from "../grammar/command-reference.js";
import { readInnerCommand } from "./inner-command.js";
import * as words from "./request-words.js";
import { say } from "./say.js";
import type { TurnCatalog } from "./turn-catalog.js";

/** What every question needs to judge an answer. */
export interface QuestionParts {
  /** Nothing when the catalog cannot be read: then the person has been told to send the answer again. */
  readCatalog(turn: TurnContext): Promise<readonly CatalogPackage[] | undefined>;
  /**
   * What to say before asking again when the message is a command or has no text; nothing when it is an answer.
   *
   * @param isFreeText true where any text is an answer
   */
  readAside(typed: string, isFreeText: boolean): string | undefined;
}

export function createQuestionParts(
  catalog: TurnCatalog,
  audiences: readonly Audience[],
  onFailure: (error: unknown) => void,
): QuestionParts {
  return {
    readCatalog: async (turn) => {
      try {
        return await catalog.list(turn);
      } catch (error) {
        onFailure(error);
        await say(turn, words.ANSWER_AGAIN);
        return undefined;
      }
    },
    readAside: (typed, isFreeText) => {
      if (visibleText(typed) === "") return isFreeText ? undefined : words.NO_TEXT;
      const command = readInnerCommand(typed, audiences, isFreeText);
      if (command === undefined) return undefined;
      return command === "help" ? words.HELPING : words.WAITING;
    },
  };
}
