import type { TurnContext } from "botbuilder";
import type { Context } from "../../service/context.js";
import { correlate } from "../../service/correlation.js";
import { errorName } from "../../service/read-risk.js";
import { newPersonRecord } from "../../service/register-person.js";
import { submit } from "../../service/submit-request.js";
import { transact } from "../../service/transact.js";
import { describeIntake } from "../commands/submit-command.js";
import { correlationOf } from "../connector/turn-path.js";
import { createGuidedRequest, type GuidedRequest } from "./guided-request.js";

/** `request by text` over the product's own ports: its state stands in the person's record, across restarts. */
export function createGuide(context: Context): GuidedRequest {
  const pathOf = (turn: TurnContext) => correlate(context, correlationOf(turn));
  return createGuidedRequest({
    packages: () => context.catalog.packages(),
    submit: async ({ personId, accessPackageId, justification, key }, turn) => {
      const accessPackage = await context.catalog.packageById(accessPackageId);
      const result = await submit(pathOf(turn), {
        kind: "form",
        caller: personId,
        key: `dialog/${key}`,
        requestorId: personId,
        targetId: personId,
        accessPackageId,
        justification,
      });
      return describeIntake(result, accessPackage?.displayName ?? "This access package");
    },
    state: {
      load: async (personId) => (await context.store.load("person", personId))?.value.dialogState,
      save: (personId, json) => saveState(context, personId, json),
    },
    now: () => context.store.now(),
    onFailure: (error, turn) =>
      pathOf(turn).log.error({ error: errorName(error) }, "a guided request failed"),
  });
}

async function saveState(
  context: Context,
  personId: string,
  json: string | undefined,
): Promise<void> {
  await transact(context, "person", personId, (known, now) => {
    const { dialogState: before, ...person } =
      known ?? newPersonRecord(context.tenantId, personId, now);
    if (before === json) return { outcome: undefined };
    const value = json === undefined ? person : { ...person, dialogState: json };
    return { value, outcome: undefined };
  });
}
