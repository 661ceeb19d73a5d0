import type { Intake, IntakeResult } from "../../service/intake.js";
import { submit } from "../../service/submit-request.js";
import { repliedName } from "../cards/inert-text.js";
import type { ParsedCommand } from "../grammar/parsed-command.js";
import type { Reply, Turn } from "../turn.js";
import { findPackage } from "./find-package.js";
import { findPerson, PERSON_NOT_FOUND } from "./find-person.js";
import { linkToMyAccess } from "./my-access.js";

type RequestCommand = Extract<ParsedCommand, { kind: "request" }>;

/** `request <package> [for <person>] because <text>`. The own-request card follows by itself. */
export async function handleRequest(turn: Turn, command: RequestCommand): Promise<Reply[]> {
  const found = await findPackage(turn.context.catalog, command.package);
  if (!found.ok) return [{ text: found.message }];
  const link = linkToMyAccess(turn, found.accessPackage);
  if (link !== undefined) return [{ text: link }];
  const target = command.target
    ? await findPerson(turn.context.people, command.target)
    : turn.person;
  if (!target) return [{ text: `${PERSON_NOT_FOUND} Nothing was requested.` }];
  const intake: Intake = {
    kind: "chat",
    caller: turn.conversationId,
    key: turn.activityId,
    requestorId: turn.person.id,
    targetId: target.id,
    accessPackageId: found.accessPackage.id,
    justification: command.justification,
  };
  const result = await submit(turn.context, intake);
  if (!result.ok) turn.context.figures.refused(result.code);
  const text = describeIntake(result, found.accessPackage.displayName);
  return text === "" ? [] : [{ text }];
}

/** What to say about an intake; empty when the own-request card says it all. */
export function describeIntake(result: IntakeResult, displayName: string): string {
  const packageName = repliedName(displayName);
  if (result.ok) {
    return result.kind === "created"
      ? ""
      : `This is ${result.request.id}, which you have asked for already. Nothing was requested again. Write status ${result.request.id} to see it.`;
  }
  switch (result.code) {
    case "openRequest":
      return result.isVisible
        ? `${result.id} for ${packageName} is open already. Nothing was requested again. Write status ${result.id} to see it.`
        : `A request for ${packageName} is open for this person already. Nothing was requested again.`;
    case "askedInEntra":
      return `You ask for ${packageName} in My Access, not here. Nothing was requested. Write request for the way there.`;
    case "conflict":
      return "This message was sent before with other content. Nothing was requested. Please write it again.";
    case "justificationRequired":
      return `Please say why you need ${packageName}. Nothing was requested. Example: request "${packageName}" because I close the quarter`;
    case "textTooLong":
      return "The reason is too long: at most 2,000 characters. Nothing was requested.";
    case "accountDisabled":
      return `You cannot request ${packageName} for this person: the account is not enabled. Nothing was requested. Example: request "${packageName}" because I close the quarter`;
    case "onBehalfNotAllowed":
      return `You can request ${packageName} only for yourself. Nothing was requested. Example: request "${packageName}" because I close the quarter`;
    default:
      return `${packageName} cannot be requested now. Nothing was requested.`;
  }
}
