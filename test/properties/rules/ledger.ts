import type { Notice } from "../../../src/approval/notice.js";
import { concernedPeople } from "../../../src/approval/request.js";
import { demand } from "../rule-broken.js";
import type { Sight, Step } from "./snapshot.js";

/** Rows of the ledger stay, and stay what they are (N2); nobody is alerted about his own request (V4). */
export function checkLedger(before: Sight | undefined, { value }: Sight, { world }: Step): void {
  const known = before?.value.notices ?? [];
  demand(value.notices.length >= known.length, "N2", `${value.id} lost rows of its ledger`);
  for (const [i, row] of value.notices.entries()) {
    const name = `${value.id} row ${row.number}`;
    const earlier = known[i];
    const isSame = !earlier || identityOf(earlier) === identityOf(row);
    demand(isSame && row.number === i + 1, "N2", `${name} became another row`);
    const isFree = row.state === "pending" || row.sendingSince === undefined;
    demand(isFree, "N2", `${name} is ${row.state} and being sent`);
    demand(row.shownRevision <= row.revision, "N3", `${name} shows what is not yet so`);
    if (row.state !== "pending") world.chats.forget({ kind: "request", id: value.id }, row.number);
    const isAboutHimself = concernedPeople(value).includes(row.recipient);
    const isInside = ["alert", "approvalCard", "reminder"].includes(row.kind);
    demand(!(isInside && isAboutHimself), "V4", `${name} tells somebody about himself`);
  }
  const cards = value.notices.filter((row) => row.kind === "approvalCard");
  const people = cards.map((row) => `${row.stage}/${row.recipient}`);
  demand(new Set(people).size === people.length, "A6", `${value.id} asks somebody twice`);
}

function identityOf({ number, kind, recipient, stage, subject, createdAt }: Notice): string {
  return JSON.stringify([number, kind, recipient, stage, subject, createdAt]);
}
