import { renderHelp } from "../cards/render-help.js";
import {
  type Audience,
  type CommandReferenceEntry,
  listCommandsFor,
} from "../grammar/command-reference.js";
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
  const entries = listCommandsFor(turn.audiences).filter(
    (entry) => turn.isLocal || !entry.isLocalOnly,
  );
  const sections = ORDER.map((who) => ({
    title: TITLES[who],
    commands: entries.filter((entry) => entry.who === who).map(asHelp),
  })).filter((section) => section.commands.length > 0);
  return [{ card: renderHelp({ sections }) }];
}

function asHelp({ syntax, does, example }: CommandReferenceEntry) {
  return { syntax, does, example };
}
