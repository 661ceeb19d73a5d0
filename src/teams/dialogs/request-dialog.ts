import {
  ComponentDialog,
  type DialogContext,
  type DialogTurnResult,
  DialogTurnStatus,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from "botbuilder-dialogs";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import type { Audience } from "../grammar/command-reference.js";
import { deriveRequestKey } from "./activity-digest.js";
import { isLeaving } from "./answer-words.js";
import { createConfirmationValidator } from "./confirmation-question.js";
import { askForPackage, createPackageValidator } from "./package-question.js";
import { createQuestionParts } from "./question-parts.js";
import { askForReason, createReasonValidator } from "./reason-question.js";
import { keepAnswer, progressOf, type RequestProgress, readProgress } from "./request-progress.js";
import * as words from "./request-words.js";
import { say } from "./say.js";
import { createTurnCatalog, needsReason, type TurnCatalog } from "./turn-catalog.js";
import { readTypedText } from "./typed-text.js";

export interface RequestInput {
  readonly accessPackageId: string;
  /** Visible text, at most 2,000 characters; empty when it was skipped. */
  readonly justification: string;
  /** Of the message that started the conversation: the same for every delivery and every try (Rule I2). */
  readonly key: string;
}

export interface RequestDialogOptions {
  /** May reject: the person is told, and nothing is lost. */
  packages(): Promise<readonly CatalogPackage[]>;
  /**
   * Submits and returns the answer in plain text; empty when a card follows by itself. Refusals are answers. May
   * reject when the outcome is unknown: the person is asked whether to send it again, under the same key.
   */
  submit(input: RequestInput): Promise<string>;
  /** Commands of these roles are known in the middle; those of everyone always are. */
  readonly audiences?: readonly Audience[];
  /** Hears of what rejected, for the log. */
  onFailure?(error: unknown): void;
}

/**
 * The dialog behind `request by text`: which access package, why, and may I send it. Plain text only. `cancel` leaves
 * it anywhere; `help` answers and asks again; any other command is not run (Rules I1, I2, I4).
 */
export function createRequestDialog(options: RequestDialogOptions): ComponentDialog {
  return new RequestDialog(options);
}

class RequestDialog extends ComponentDialog {
  readonly #options: RequestDialogOptions;
  readonly #catalog: TurnCatalog;

  constructor(options: RequestDialogOptions) {
    super("requestByText");
    this.#options = options;
    this.#catalog = createTurnCatalog(() => options.packages());
    const report = (error: unknown) => options.onFailure?.(error);
    const parts = createQuestionParts(this.#catalog, options.audiences ?? [], report);
    this.addDialog(
      new WaterfallDialog("steps", [
        (step) => this.#askForPackage(step),
        (step) => this.#askForReason(step),
        (step) => this.#askForConfirmation(step),
        (step) => this.#finish(step),
      ]),
    );
    this.addDialog(new TextPrompt("package", createPackageValidator(parts)));
    this.addDialog(new TextPrompt("reason", createReasonValidator(parts)));
    this.addDialog(new TextPrompt("confirmation", createConfirmationValidator(parts)));
  }

  protected override onBeginDialog(inner: DialogContext): Promise<DialogTurnResult> {
    const progress: RequestProgress = { key: deriveRequestKey(inner.context.activity) };
    return inner.beginDialog("steps", progress);
  }

  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    if (!isLeaving(readTypedText(inner.context.activity))) return inner.continueDialog();
    const { isUnclear } = progressOf(inner.stack[0]?.state);
    await inner.cancelAllDialogs();
    await say(inner.context, isUnclear ? words.LEFT_UNCLEAR : words.LEFT);
    return { status: DialogTurnStatus.cancelled };
  }

  async #askForPackage(step: WaterfallStepContext): Promise<DialogTurnResult> {
    const { accessPackageId } = readProgress(step);
    if (accessPackageId !== undefined) return step.next(accessPackageId);
    let packages: readonly CatalogPackage[];
    try {
      packages = await this.#catalog.list(step.context);
    } catch (error) {
      this.#options.onFailure?.(error);
      return endSaying(step, words.ASK_AGAIN_LATER);
    }
    if (packages.length === 0) return endSaying(step, words.NO_PACKAGES);
    return step.prompt("package", await askForPackage(step.context, packages));
  }

  async #askForReason(step: WaterfallStepContext): Promise<DialogTurnResult> {
    const accessPackageId = String(step.result);
    const { justification, key } = keepAnswer(step, { accessPackageId });
    if (justification !== undefined) return step.next(justification);
    const accessPackage = await this.#catalog.find(step.context, accessPackageId);
    if (accessPackage === undefined) return startOver(step, key);
    return step.prompt("reason", await askForReason(step.context, accessPackage));
  }

  async #askForConfirmation(step: WaterfallStepContext): Promise<DialogTurnResult> {
    const justification = String(step.result);
    const { accessPackageId = "", isUnclear, key } = keepAnswer(step, { justification });
    if (isUnclear) {
      await say(step.context, words.SUBMISSION_UNCLEAR);
      return step.prompt("confirmation", {});
    }
    const accessPackage = await this.#catalog.find(step.context, accessPackageId);
    if (accessPackage === undefined) return startOver(step, key);
    await say(step.context, words.askForConfirmation(accessPackage, justification));
    return step.prompt("confirmation", {});
  }

  async #finish(step: WaterfallStepContext): Promise<DialogTurnResult> {
    const { key, accessPackageId = "", justification = "", isUnclear } = readProgress(step);
    if (step.result !== "yes") {
      return endSaying(step, isUnclear ? words.LEFT_UNCLEAR : words.DECLINED);
    }
    // What may have arrived already must go out again unchanged, so only a first try is checked.
    if (!isUnclear) {
      const accessPackage = await this.#catalog.find(step.context, accessPackageId);
      if (accessPackage === undefined) return startOver(step, key);
      if (needsReason(accessPackage) && justification === "") {
        await say(step.context, words.REASON_NOW_REQUIRED);
        return restart(step, { key, accessPackageId });
      }
    }
    let reply: string;
    try {
      reply = await this.#options.submit({ accessPackageId, justification, key });
    } catch (error) {
      this.#options.onFailure?.(error);
      return restart(step, { key, accessPackageId, justification, isUnclear: true });
    }
    return endSaying(step, reply);
  }
}

async function startOver(step: WaterfallStepContext, key: string): Promise<DialogTurnResult> {
  await say(step.context, words.PACKAGE_GONE);
  return restart(step, { key });
}

/** Goes through the steps from the first; those that are answered already ask nothing. */
function restart(dialogs: DialogContext, progress: RequestProgress): Promise<DialogTurnResult> {
  return dialogs.replaceDialog("steps", progress);
}

async function endSaying(step: WaterfallStepContext, text: string): Promise<DialogTurnResult> {
  if (text !== "") await say(step.context, text);
  return step.endDialog();
}
