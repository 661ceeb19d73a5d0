import { createHash } from "node:crypto";
import { visibleText } from "../approval/text.js";
import type { Context } from "./context.js";
import { keyOfOrigin, sameWordsKey } from "./index-entry.js";
import type { Intake, IntakeResult } from "./intake.js";

/** The request that this intake already is: by its key, or by the same words shortly before (Rule I2). */
export async function knownRequest(
  context: Pick<Context, "store">,
  intake: Intake,
  contentDigest: string,
): Promise<IntakeResult | undefined> {
  const now = context.store.now();
  const byKey = await context.store.holderOf(keyOfOrigin(intake), now);
  if (byKey) {
    const request = (await context.store.load("request", byKey.id))?.value;
    if (!request) return undefined;
    return request.origin.contentDigest === contentDigest
      ? { ok: true, kind: "known", request }
      : { ok: false, code: "conflict" };
  }
  if (intake.kind !== "chat") return undefined;
  const byWords = await context.store.holderOf(
    sameWordsKey(intake.requestorId, contentDigest),
    now,
  );
  const request = byWords && (await context.store.load("request", byWords.id))?.value;
  return request && { ok: true, kind: "known", request };
}

/** What must be equal for the same key to be the same request. */
export function digestOf(intake: Intake): string {
  const content = [
    intake.requestorId,
    intake.targetId,
    intake.accessPackageId,
    intake.assignmentPolicyId ?? "",
    visibleText(intake.justification),
    intake.callOut?.requestType ?? "",
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
