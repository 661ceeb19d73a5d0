import type { TurnContext } from "botbuilder";
import type { PromptOptions, PromptValidator } from "botbuilder-dialogs";
import { z } from "zod";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import { findPackage } from "./find-package.js";
import type { QuestionParts } from "./question-parts.js";
import * as words from "./request-words.js";
import { say } from "./say.js";
import { readTypedText } from "./typed-text.js";

/** Ids in the order of the list that was shown. */
export const shownListSchema = z.object({ shown: z.array(z.string()) });

/** Asks for the access package; the options remember which list was shown, because answers are numbers in it. */
export async function askForPackage(
  turn: TurnContext,
  packages: readonly CatalogPackage[],
  before: readonly string[] = [],
): Promise<PromptOptions> {
  await say(turn, ...before, words.askForPackage(packages));
  return { validations: { shown: packages.slice(0, words.MAX_LISTED).map(({ id }) => id) } };
}

/** Takes an answer when it means one package, whose id it becomes; else says what is wrong and asks again. */
export function createPackageValidator(parts: QuestionParts): PromptValidator<string> {
  return async ({ context, recognized, options }) => {
    const typed = readTypedText(context.activity);
    const packages = await parts.readCatalog(context);
    if (packages === undefined) return false;
    const { shown } = shownListSchema.parse(options.validations);
    const found = findPackage(typed, packages, shown);
    if (found.kind === "found") {
      recognized.value = found.accessPackage.id;
      return true;
    }
    const again = async (...before: readonly string[]) => {
      Object.assign(options, await askForPackage(context, packages, before));
    };
    const offer = (because: string, offered: readonly CatalogPackage[]) =>
      say(context, words.offerPackages(because, offered, packages, shown));
    const aside = parts.readAside(typed, false);
    if (aside !== undefined) await again(aside);
    else if (found.kind === "gone") await again(words.PACKAGE_GONE);
    else if (found.kind === "wrongNumber") await again(words.WRONG_NUMBER);
    else if (found.kind === "ambiguous") await offer(words.sameName(typed), found.candidates);
    else if (found.nearest.length > 0) await offer(words.nearestPackages(typed), found.nearest);
    else await again(words.unknownPackage(typed));
    return false;
  };
}
