import type { DirectoryPerson, People } from "../../service/ports/people.js";
import type { PersonArgument } from "../grammar/command-arguments.js";

/** Finds a person by object id or user principal name. A name is no identity: a mention counts by its object id only. */
export async function findPerson(
  people: People,
  argument: PersonArgument,
): Promise<DirectoryPerson | undefined> {
  switch (argument.by) {
    case "id":
      return people.byId(argument.value.toLowerCase());
    case "upn":
      return people.byUserPrincipalName(argument.value);
    case "mention":
      return argument.aadObjectId ? people.byId(argument.aadObjectId.toLowerCase()) : undefined;
  }
}

export const PERSON_NOT_FOUND =
  "I do not find that person. Mention the person with @, or write the user principal name, for example sam@contoso.example.";
