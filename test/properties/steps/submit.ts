import type { Intake } from "../../../src/service/intake.js";
import { RILEY, TAYLOR } from "../../builders/cast.js";
import { PACKAGES, REQUESTORS } from "../company.js";
import { demand } from "../rule-broken.js";
import type { World } from "../world.js";

/** Somebody asks for access in one of the four ways. */
export async function submitSomething(world: World): Promise<void> {
  const { choices } = world;
  const kind = choices.weighted({ chat: 4, form: 2, api: 2, callOut: 2 });
  const requestor = choices.pick(REQUESTORS);
  const target = requestor === RILEY && choices.chance(0.3) ? TAYLOR : requestor;
  const callOut = {
    requestType: choices.weighted({ userAdd: 6, onBehalfAdd: 1, userRemove: 1 }),
    customExtensionStageInstanceId: "stage-instance",
    callbackUriPath: "https://graph.example/resume",
    stage: "assignmentRequestCreated",
  };
  const isUnknown = choices.chance(0.03);
  await deliver(world, {
    kind,
    caller: kind === "chat" || kind === "form" ? requestor.id : "caller-1",
    key: world.newName("key"),
    requestorId: requestor.id,
    targetId: target.id,
    accessPackageId: isUnknown ? "package-9" : choices.pick(PACKAGES).id,
    justification: choices.chance(0.9) ? `Quarterly close ${choices.below(2)}` : "",
    ...(kind === "callOut" && { callOut }),
  });
}

/** The same intake once more; with other content it is a conflict (Rule I2). */
export async function submitAgain(world: World): Promise<void> {
  const earlier = world.choices.pickFrom(world.submissions);
  if (!earlier) return submitSomething(world);
  const isOther = world.choices.chance(0.3);
  await deliver(world, {
    ...earlier.intake,
    ...(isOther && { justification: `${earlier.intake.justification} and more` }),
  });
}

async function deliver(world: World, intake: Intake): Promise<void> {
  const { life } = world;
  const result = await world.product.submit(world.context, intake);
  world.tell(
    `${intake.kind} ${intake.key} of ${intake.requestorId.slice(-2)} for ${intake.targetId.slice(-2)}, ` +
      `${intake.accessPackageId}: ${result.ok ? `${result.kind} ${result.request.id}` : result.code}`,
  );
  if (!result.ok || life !== world.life) return;
  const { id } = result.request;
  const known = world.submissions.find(
    (other) => other.intake.caller === intake.caller && other.intake.key === intake.key,
  );
  demand(!known || known.id === id, "I2", `${intake.key} became ${known?.id} and ${id}`);
  demand(!known || result.kind === "known", "I2", `${intake.key} was taken twice`);
  // The same words typed twice shortly after each other are one request, under the first one's key.
  if (!known && result.kind === "created") world.submissions.push({ intake, id });
}
