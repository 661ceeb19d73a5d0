import { readPersonRisk } from "../../service/read-person-risk.js";
import { renderPersonRisk } from "../cards/render-person-risk.js";
import type { PersonArgument } from "../grammar/command-arguments.js";
import type { AdministratorCommand } from "../grammar/parsed-command.js";
import type { Reply, Turn } from "../turn.js";
import { findPerson, PERSON_NOT_FOUND } from "./find-person.js";

/** `risk <person>`: what the sources say now; about himself nobody learns it here (Rule V4). */
export async function handleShowRisk(turn: Turn, argument: PersonArgument): Promise<Reply[]> {
  const { context, reader } = turn;
  const person = await findPerson(context.people, argument);
  if (!person || person.id === turn.person.id) return [{ text: PERSON_NOT_FOUND }];
  const sources = await readPersonRisk(context, person.id, turn.person.id);
  return [{ card: renderPersonRisk({ personName: person.displayName, sources }, reader) }];
}

/** `risk <person> <source> <level>`: sets it, where the levels are those of a local tenant file (fine print 10). */
export async function handleSetRisk(
  turn: Turn,
  command: Extract<AdministratorCommand, { kind: "setRisk" }>,
): Promise<Reply[]> {
  const { context } = turn;
  const set = context.signals.set?.bind(context.signals);
  if (!turn.isLocal || !set)
    return [{ text: "Levels can be set in local mode only. Nothing was changed." }];
  const person = await findPerson(context.people, command.person);
  if (!person || person.id === turn.person.id) return [{ text: PERSON_NOT_FOUND }];
  set(command.source, person.id, command.level);
  context.log.warn(
    { actorId: turn.person.id, personId: person.id, source: command.source },
    "a level of the local tenant was set",
  );
  const done = { text: "The level is set. It counts from now on, until the bot is started again." };
  return [done, ...(await handleShowRisk(turn, { by: "id", value: person.id }))];
}
