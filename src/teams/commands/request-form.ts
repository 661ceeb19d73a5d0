import { z } from "zod";
import { submit } from "../../service/submit-request.js";
import { repliedName } from "../cards/inert-text.js";
import { renderRequestForm } from "../cards/render-request-form.js";
import { renderRequestSent } from "../cards/render-request-sent.js";
import { refuseClick } from "../clicks/refuse-click.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";
import { linksToMyAccess } from "./my-access.js";
import { describeIntake } from "./submit-command.js";

/** `request`: the form. Its id is the idempotency key of what it submits (Rule I2). */
export async function handleRequestForm(turn: Turn): Promise<Reply[]> {
  const packages = await turn.context.catalog.packages();
  const links = linksToMyAccess(turn, packages);
  if (links !== undefined) return [{ text: links }];
  return [{ card: renderRequestForm({ formId: turn.context.newToken(), packages }) }];
}

const UNREADABLE = "This form cannot be read. Nothing was requested. Write request for a new one.";
const SENT_ALREADY =
  "This form was sent already. Nothing was requested again. Write status to see your requests, or request for a new form.";

const formSchema = z.object({
  f: z.string().min(1).max(100),
  accessPackage: z.string().max(200).default(""),
  justification: z.string().default(""),
});

/** `submitRequest`: the form comes back with what is missing, or says which request it made. */
export async function handleSubmitForm(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const form = formSchema.safeParse(data);
  if (!form.success) {
    return refuseClick(turn, "unreadable", "request form", UNREADABLE);
  }
  const { f: formId, accessPackage: packageId, justification } = form.data;
  const packages = await turn.context.catalog.packages();
  const values = { accessPackage: packageId, justification };
  const again = (field: "accessPackage" | "justification", message: string): ClickAnswer => ({
    card: renderRequestForm({ formId, packages, values, problems: [{ field, message }] }),
  });
  const accessPackage = packages.find((p) => p.id === packageId.toLowerCase());
  if (!accessPackage)
    return again("accessPackage", "Choose an access package. Nothing was requested.");
  const result = await submit(turn.context, {
    kind: "form",
    caller: turn.person.id,
    key: `form/${formId}`,
    requestorId: turn.person.id,
    targetId: turn.person.id,
    accessPackageId: accessPackage.id,
    justification,
  });
  if (result.ok) return { card: renderRequestSent(result.request) };
  turn.context.figures.refused(result.code);
  if (result.code === "justificationRequired")
    return again(
      "justification",
      `Say why you need ${repliedName(accessPackage.displayName)}. Nothing was requested.`,
    );
  if (result.code === "textTooLong")
    return again("justification", "Use at most 2,000 characters. Nothing was requested.");
  if (result.code === "conflict") return { message: SENT_ALREADY };
  return { message: describeIntake(result, accessPackage.displayName) };
}
