import { renderHelp } from "../cards/render-help.js";
import {
  type Audience,
  type CommandReferenceEntry,
  listCommandsFor,
} from "../grammar/command-reference.js";
import type { CommandKind } from "../grammar/parsed-command.js";
import type { Reply, Turn } from "../turn.js";

const TITLES: Record<Audience, string> = {
  everyone: "Your requests",
  approver: "When you are asked to decide",
  administrator: "Administration",
  auditor: "Audit",
};
const ORDER: readonly Audience[] = ["everyone", "approver", "administrator", "auditor"];

/** `help`: what this person can do, by role. */
export function handleHelp(turn: Turn): Reply[] {
  const { gate } = turn.context;
  const entries = listCommandsFor(turn.audiences)
    .filter((entry) => turn.isLocal || !entry.isLocalOnly)
    .filter(({ kind }) => !gate || kind !== "requestByText");
  const sections = ORDER.map((who) => ({
    title: TITLES[who],
    commands: entries
      .filter((entry) => entry.who === who)
      .map((entry) => asHelp(entry, gate ? IN_FRONT_OF_ENTRA : {})),
  })).filter((section) => section.commands.length > 0);
  return [{ card: renderHelp({ sections }) }];
}

/** Where access is asked for in My Access these commands show the way there. */
const IN_FRONT_OF_ENTRA: Readonly<Partial<Record<CommandKind, string>>> = {
  requestForm: "shows where in My Access you ask for each access package",
  request: "gives you the link of an access package in My Access",
};

function asHelp(
  { kind, syntax, does, example }: CommandReferenceEntry,
  words: Readonly<Partial<Record<CommandKind, string>>>,
) {
  return { syntax, does: words[kind] ?? does, example };
}
