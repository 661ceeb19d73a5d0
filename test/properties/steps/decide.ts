import type { Person } from "../../../src/approval/approver.js";
import { findCard } from "../../../src/approval/find-card.js";
import { type AccessRequest, openStage } from "../../../src/approval/request.js";
import type { DecisionInput } from "../../../src/service/decide.js";
import type { HeldCard } from "../chats.js";
import { EVERYBODY } from "../company.js";
import type { World } from "../world.js";
import { askedPeople, chooseOpenCase, chooseRequestId } from "./open-case.js";

/** Somebody clicks a card of his; now and then somebody else's, or from another chat. */
export async function clickSomething(world: World): Promise<void> {
  const input = await chooseClick(world);
  if (input) await decideAs(world, input);
}

/** Somebody types `approve` or `deny`; often somebody who may not. */
export async function typeSomething(world: World): Promise<void> {
  const input = await chooseWords(world);
  if (input) await decideAs(world, input);
}

/** A decision comes again, words under the same or a new activity id (Rule D6). */
export async function redeliverSomething(world: World): Promise<void> {
  const input = chooseRedelivery(world);
  if (input) await decideAs(world, input);
}

export function chooseRedelivery(world: World): DecisionInput | undefined {
  const earlier = world.choices.pickFrom(world.decisions.slice(-4));
  if (!earlier || earlier.via.kind === "card" || world.choices.chance(0.5)) return earlier;
  return { ...earlier, via: { ...earlier.via, activityId: world.newName("activity") } };
}

export async function chooseClick(world: World): Promise<DecisionInput | undefined> {
  const { choices, chats } = world;
  const open = choices.chance(0.75) ? await chooseOpenCase(world) : undefined;
  const live = chats.cards.filter(
    (held) => held.requestId === open?.request.id && held.stage === open.index,
  );
  const card = choices.pickFrom(live.length > 0 ? live : chats.cards);
  if (!card) return undefined;
  const click = clickOn(world, card);
  if (choices.chance(0.3)) return click;
  // As the edge has read it: much may happen until it is decided on.
  return { ...click, known: await world.store.load("request", card.requestId) };
}

/** A click on this card: its owner's, now and then somebody else's, or from another chat. */
export function clickOn(world: World, card: HeldCard): DecisionInput {
  const { choices } = world;
  const owner = EVERYBODY.find((who) => who.id === card.personId) ?? EVERYBODY[0];
  const person = choices.chance(0.92) ? owner : choices.pick(EVERYBODY);
  const chat = choices.chance(0.5) ? person.id : owner.id;
  const token = choices.chance(0.97) ? card.token : "token-of-nobody-at-all";
  const conversationId = world.conversationOf(chat);
  return {
    requestId: card.requestId,
    ...words(world, person),
    via: { kind: "card", token, conversationId },
  };
}

/** This person types something, about a request that is his to decide or not. */
export async function typeAs(world: World, person: Person): Promise<void> {
  const input = await chooseWords(world, person);
  if (input) await decideAs(world, input);
}

export async function chooseWords(world: World, who?: Person): Promise<DecisionInput | undefined> {
  const requestId = await chooseRequestId(world);
  const request = requestId && (await world.store.load("request", requestId))?.value;
  if (!requestId || !request) return undefined;
  const person = who ?? (await chooseActor(world, request));
  const spoken = words(world, person);
  const digest = `${spoken.reviewResult} ${requestId} ${spoken.justification}`;
  const via = { kind: "typed", activityId: world.newName("activity"), digest } as const;
  return { requestId, ...spoken, via };
}

/** Somebody who is asked now, the delegate of one of them, or just anybody. */
export async function chooseActor(world: World, request: AccessRequest): Promise<Person> {
  const { choices } = world;
  const asked = askedPeople(openStage(request)?.stage);
  const kind = choices.weighted({ asked: 5, delegate: 3, anybody: 2 });
  if (kind === "asked") return choices.pickFrom(asked) ?? choices.pick(EVERYBODY);
  for (const { id } of kind === "delegate" ? asked : []) {
    const delegation = (await world.store.load("person", id))?.value.delegation;
    const delegate = findPerson(delegation?.delegate.id);
    if (delegate) return delegate;
  }
  return choices.pick(EVERYBODY);
}

function findPerson(id: string | undefined): Person | undefined {
  return EVERYBODY.find((who) => who.id === id);
}

function words(world: World, person: Person) {
  const reviewResult = world.choices.chance(0.78) ? ("Approved" as const) : ("Denied" as const);
  const isBlank = world.choices.chance(0.06);
  // A mark that tells in every text whose justification it is; the same words come twice now and then.
  const mark = `words-${world.life}-${person.id.slice(-2)}-${world.choices.below(3)}`;
  return { person, reviewResult, justification: isBlank ? "\u200b " : mark };
}

/** Decides as the edge does: a sign of life from the click, and the card first where words are not enough. */
export async function decideAs(world: World, input: DecisionInput): Promise<void> {
  const { product, context, life } = world;
  const { known: _, ...again } = input;
  world.decisions.push(again);
  const { result, request } = await product.decide(context, input);
  const label = result.ok === true ? result.answer : result.ok === false ? result.code : result.ok;
  const by = input.via.kind === "card" ? input.via.token.slice(-3) : input.via.activityId;
  world.tell(
    `${input.person.displayName} says ${input.reviewResult} to ${input.requestId} by ${by}: ${label}`,
  );
  if (!request || result.ok === false) return;
  const isSettled = result.ok === "known" || (result.ok === true && result.answer === "settled");
  const outcome = request.stages[result.index]?.outcome;
  if (isSettled && outcome) {
    world.promise(life, { requestId: request.id, stage: result.index, outcome });
  }
  if (input.via.kind === "card") await noteClick(world, context, request, input, result.index);
  else if (!isSettled) await product.promptWithCard(context, request.id, input.person);
}

async function noteClick(
  world: World,
  context: World["context"],
  request: AccessRequest,
  { via, person }: DecisionInput,
  stage: number,
): Promise<void> {
  if (via.kind !== "card") return;
  const found = findCard(request.notices, via.token, person.id, via.conversationId);
  if (!found) return;
  const { messageId } = world.chats.cardOf(via.token) ?? {};
  const newest = found.notice.copies.at(-1);
  if (newest && !world.chats.cardOf(newest.token)) {
    const { id: requestId } = request;
    world.chats.hold({ requestId, stage, personId: person.id, token: newest.token, messageId });
  }
  if (found.notice.sendingSince === undefined) return;
  const { token, conversationId } = via;
  const seen = { token, conversationId, activityId: messageId };
  const ref = { kind: "request", id: request.id } as const;
  await world.product.recordSeen(context, ref, found.notice.number, seen);
}
