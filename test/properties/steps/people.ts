import type { Person } from "../../../src/approval/approver.js";
import { MINUTE } from "../../../src/approval/instant.js";
import { ADA, DANA, FINN, INGRID, MORGAN, RILEY, SAM } from "../../builders/cast.js";
import { EVERYBODY } from "../company.js";
import type { World } from "../world.js";
import { chooseActor, clickOn, decideAs, typeAs } from "./decide.js";
import { askedPeople, chooseOpenCase, chooseRequestId } from "./open-case.js";

const APPOINTERS = [SAM, INGRID, FINN, MORGAN] as const;
const DELEGATES = [DANA, INGRID, SAM, FINN, RILEY, ADA] as const;

/** Somebody appoints a delegate, for good or for a while, or ends it. */
export async function changeDelegation(world: World): Promise<void> {
  const { choices, product, context } = world;
  const asked = askedPeople((await chooseOpenCase(world))?.stage);
  const appointer = choices.pick(asked.length > 0 && choices.chance(0.8) ? asked : APPOINTERS);
  if (choices.chance(0.3)) {
    const ended = await product.endDelegation(context, appointer.id);
    world.tell(`${appointer.displayName} ends the delegation to ${ended?.displayName}`);
    return;
  }
  const delegate = choices.pick(DELEGATES);
  const until = choices.chance(0.4) ? world.now + (1 + choices.below(40)) * MINUTE : undefined;
  const result = await product.appointDelegate(context, {
    appointer: appointer.id,
    delegateId: delegate.id,
    ...(until !== undefined && { until }),
  });
  world.tell(
    `${appointer.displayName} appoints ${delegate.displayName} until ${until}: ${result.ok}`,
  );
  // He tries it out: by words, or by the card from his list.
  if (choices.chance(0.3)) return typeAs(world, delegate);
  if (choices.chance(0.6)) await openFromList(world, delegate);
}

/** The bot is installed or removed. */
export async function changeInstallation(world: World): Promise<void> {
  const { choices, product, context } = world;
  const who = choices.pick(EVERYBODY);
  const isInstalling = choices.chance(0.6);
  world.tell(`${who.displayName} ${isInstalling ? "installs" : "removes"} the bot`);
  await (isInstalling ? world.install(who) : product.unregisterPerson(context, who.id));
}

/** Somebody opens a request from his list (Rule A6). */
export async function openFromList(world: World, who?: Person): Promise<void> {
  const { product, context } = world;
  const requestId = await chooseRequestId(world);
  const asked = requestId && (await context.store.load("request", requestId))?.value;
  if (!requestId || !asked) return;
  const person = who ?? (await chooseActor(world, asked));
  const messageId = world.newName("list");
  const place = { conversationId: world.conversationOf(person.id), activityId: messageId };
  const view = await product.openCard(context, requestId, person, place);
  world.tell(`${person.displayName} opens ${requestId}: ${view?.kind}`);
  if (view?.kind !== "approval") return;
  const request = (await context.store.load("request", requestId))?.value;
  const row = request?.notices.find((n) => n.copies.some((copy) => copy.token === view.token));
  if (row?.stage === undefined) return;
  const card = { requestId, stage: row.stage, personId: person.id, token: view.token, messageId };
  world.chats.hold(card);
  if (world.choices.chance(0.6)) await decideAs(world, clickOn(world, card));
}

/** The requestor withdraws, or somebody tries to, or an administrator does. */
export async function cancelSomething(world: World): Promise<void> {
  const { choices, product, context } = world;
  const requestId = await chooseRequestId(world);
  const request = requestId && (await context.store.load("request", requestId))?.value;
  if (!request) return;
  const by = choices.pick([request.requestor, request.requestor, ADA, RILEY, SAM]);
  const isAdministrator = by === ADA || (by === RILEY && choices.chance(0.5));
  const result = await product.cancel(context, request.id, by, isAdministrator, "not needed");
  world.tell(`${by.displayName} cancels ${request.id}: ${result.ok ? "done" : result.code}`);
}
