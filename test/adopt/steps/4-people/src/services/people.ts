import type { Ok } from "ifmatch/runtime";
import { client } from "../api/field.js";
import { peoplePartialUpdate, type peopleRetrieve } from "../api/generated/index.js";

/** On the version that was on the screen, where a name was typed. */
export function renamePerson(person: Ok<typeof peopleRetrieve>, name: string) {
  return peoplePartialUpdate(client, { path: { id: person.data.id }, body: { name }, ifMatch: person });
}
