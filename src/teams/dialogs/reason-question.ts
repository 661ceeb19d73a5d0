import type { TurnContext } from "botbuilder";
import type { PromptOptions, PromptValidator } from "botbuilder-dialogs";
import { z } from "zod";
import { checkText } from "../../approval/text.js";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import { isSkipping } from "./answer-words.js";
import type { QuestionParts } from "./question-parts.js";
import * as words from "./request-words.js";
import { say } from "./say.js";
import { needsReason } from "./turn-catalog.js";
import { readTypedText } from "./typed-text.js";

/** The package that the reason is for. */
export const reasonForSchema = z.object({ accessPackageId: z.string() });

export async function askForReason(
  turn: TurnContext,
  accessPackage: CatalogPackage,
): Promise<PromptOptions> {
  await say(turn, words.askForReason(accessPackage, needsReason(accessPackage)));
  return { validations: { accessPackageId: accessPackage.id } };
}

/** Takes a reason (Rule I4), cleaned of what cannot be seen; an empty one where the policy asks for none and it is skipped. */
export function createReasonValidator(parts: QuestionParts): PromptValidator<string> {
  return async ({ context, recognized, options }) => {
    const typed = readTypedText(context.activity);
    const packages = await parts.readCatalog(context);
    if (packages === undefined) return false;
    const { accessPackageId } = reasonForSchema.parse(options.validations);
    const accessPackage = packages.find(({ id }) => id === accessPackageId);
    // The step that follows says that the package is gone, whatever was answered here.
    if (accessPackage === undefined) return accept(recognized, "");
    const isRequired = needsReason(accessPackage);
    if (isSkipping(typed) && !isRequired) return accept(recognized, "");
    const checked = checkText(typed, true);
    const problem =
      parts.readAside(typed, true) ??
      (isSkipping(typed) ? words.REASON_REQUIRED : undefined) ??
      (checked.ok ? undefined : describe(checked.code, isRequired));
    if (problem === undefined && checked.ok) return accept(recognized, checked.text);
    await say(context, problem ?? "", words.askForReason(accessPackage, isRequired));
    return false;
  };
}

function describe(code: "justificationRequired" | "textTooLong", isRequired: boolean): string {
  if (code === "textTooLong") return words.REASON_TOO_LONG;
  return isRequired ? `${words.NO_TEXT} ${words.REASON_REQUIRED}` : words.NO_TEXT;
}

function accept(recognized: { value?: string }, value: string): true {
  recognized.value = value;
  return true;
}
