import { z } from "zod";
import type { DirectoryPerson } from "../service/ports/people.js";

/** What the bot reads of a person. */
export const PERSON_PROPERTIES = "id,displayName,userPrincipalName,accountEnabled";

/**
 * A person as Graph gives it. A missing account state is an answer of a token that may not read people, or of a `$select`
 * that forgot it: never taken for a state.
 */
export const directoryPersonSchema = z
  .object({
    id: z.guid(),
    displayName: z.string().nullish(),
    userPrincipalName: z.string().min(1),
    accountEnabled: z.boolean(),
  })
  .transform(({ id, displayName, userPrincipalName, accountEnabled }): DirectoryPerson => {
    return {
      id: id.toLowerCase(),
      displayName: displayName || userPrincipalName,
      userPrincipalName,
      accountEnabled,
    };
  });

/** A member of a group: people are read to the end, of everything else only the kind matters. */
export const memberSchema = z
  .looseObject({ "@odata.type": z.string() })
  .transform((member, context): DirectoryPerson | undefined => {
    if (member["@odata.type"] !== "#microsoft.graph.user") return undefined;
    const person = directoryPersonSchema.safeParse(member);
    if (person.success) return person.data;
    context.addIssue({ code: "custom", message: "a person who cannot be read" });
    return z.NEVER;
  });
