import { MAX_TEXT_LENGTH } from "../../approval/limits.js";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import { inertName, inertText } from "../cards/inert-text.js";

/** Longest list of access packages in one message; the others are reached by name or id. */
export const MAX_LISTED = 30;

/** Longest piece of an answer that is quoted back. */
const MAX_QUOTED = 60;

const LEAVE = "To leave, answer cancel.";
export const NOTHING_REQUESTED = "Nothing was requested.";
export const YES_OR_NO = `Shall I send it? Please answer yes or no. ${LEAVE}`;
export const WAITING = "I am still waiting for your answer, so I did not run that command.";
export const NO_TEXT = "I can read text only, and there is none in your message.";
export const HELPING =
  "I am asking you step by step for one request. After you leave, help shows everything that you can do.";

export function askForPackage(packages: readonly CatalogPackage[]): string {
  const listed = packages.slice(0, MAX_LISTED);
  const rest = packages.length - listed.length;
  return [
    "Which access package do you need?",
    ...asList(
      listed.map((accessPackage, index) => `${index + 1}. ${nameOf(accessPackage, packages)}`),
    ),
    ...(rest > 0 ? [`There are ${rest} more. You can name any of them.`] : []),
    `Please answer with a number, a name or an id. ${LEAVE}`,
  ].join("\n");
}

/** The offered packages with the numbers that they have in the list. */
export function offerPackages(
  because: string,
  offered: readonly CatalogPackage[],
  packages: readonly CatalogPackage[],
  shown: readonly string[],
): string {
  const lines = offered.map((accessPackage) => {
    const index = shown.indexOf(accessPackage.id);
    return `${index < 0 ? "-" : `${index + 1}.`} ${nameOf(accessPackage, packages)}`;
  });
  return [because, ...asList(lines), `Please answer with a number, a name or an id. ${LEAVE}`].join(
    "\n",
  );
}

export function unknownPackage(typed: string): string {
  return `I do not know the access package "${inertName(typed, MAX_QUOTED)}".`;
}

export function nearestPackages(typed: string): string {
  return `${unknownPackage(typed)} The nearest:`;
}

export function sameName(typed: string): string {
  return `Several access packages are called "${inertName(typed, MAX_QUOTED)}":`;
}

export const WRONG_NUMBER = "There is no such number in the list.";
export const NO_PACKAGES = `There is no access package that you can request. ${NOTHING_REQUESTED}`;
export const PACKAGE_GONE = `This access package is not offered any more. ${NOTHING_REQUESTED}`;
export const CATALOG_UNREADABLE = "I cannot read the list of access packages at the moment.";
export const ASK_AGAIN_LATER = `${CATALOG_UNREADABLE} ${NOTHING_REQUESTED} Please try again later.`;
export const ANSWER_AGAIN = `${CATALOG_UNREADABLE} Your answer was not taken. Please send it again. ${LEAVE}`;

export function askForReason(accessPackage: CatalogPackage, isRequired: boolean): string {
  const question = `Why do you need ${inertName(accessPackage.displayName)}?`;
  const how = isRequired
    ? "Please write the reason in your own words."
    : "Please write the reason in your own words, or answer skip.";
  return `${question} ${how} ${LEAVE}`;
}

export const REASON_REQUIRED = "This access package needs a reason.";
export const REASON_NOW_REQUIRED = `${REASON_REQUIRED} This has changed since I asked you. ${NOTHING_REQUESTED}`;
export const REASON_TOO_LONG = `Your reason is longer than ${MAX_TEXT_LENGTH.toLocaleString("en")} characters, so it was not taken. Please send a shorter one.`;

export function askForConfirmation(accessPackage: CatalogPackage, justification: string): string {
  const reason = justification === "" ? "none" : `“${inertText(justification, MAX_TEXT_LENGTH)}”`;
  return [
    "Please check your request.",
    `Access package: ${inertName(accessPackage.displayName)}.`,
    `Reason: ${reason}.`,
    YES_OR_NO,
  ].join("\n");
}

export const LEFT = `I have stopped. ${NOTHING_REQUESTED}`;
export const DECLINED = `I did not send it. ${NOTHING_REQUESTED} To start again, type request by text.`;

/** After a submission of unknown outcome nobody may claim that nothing was requested. */
export const SUBMISSION_UNCLEAR =
  "I could not find out whether your request has arrived. Answer yes to send it again: it counts once. Answer no to leave.";
export const LEFT_UNCLEAR =
  "I have stopped. Your request may have arrived: type status to see your requests.";
export const LOST_TRACK =
  "I lost track of our conversation, so it is over. Type status to see your requests, or request by text to start again.";

/** Each line ends with a mark of its own: some clients run the lines together, and a screen reader pauses there. */
function asList(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${line}${index === lines.length - 1 ? "." : ";"}`);
}

/** Namesakes are told apart by their ids. */
function nameOf(accessPackage: CatalogPackage, packages: readonly CatalogPackage[]): string {
  const name = inertName(accessPackage.displayName);
  const namesakes = packages.filter(({ displayName }) => inertName(displayName) === name);
  return namesakes.length > 1 ? `${name} (${inertName(accessPackage.id)})` : name;
}
