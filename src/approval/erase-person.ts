/** Stands in the place of an erased name. */
export const ERASED = "(erased)";

/** Texts that people wrote, wherever they stand in a value. */
const FREE_TEXT = new Set(["justification", "draft", "riskDetail", "reportedBy", "location"]);

/**
 * A copy of a stored value without what names a person: display name and user principal name beside the object id, what
 * the person wrote, and, where the value is about the person (`isAbout`), every free text. Ids stay.
 */
export function erasePersonFrom<T>(value: T, personId: string, isAbout: boolean): T {
  return erase(value, personId, isAbout) as T;
}

function erase(value: unknown, personId: string, isAbout: boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => erase(inner, personId, isAbout));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  const isAuthor = isPerson(record.reviewedBy, personId) || record.recipient === personId;
  // A pause is the one place where a reason is a text; elsewhere it is a word of a closed set.
  const isHisPause = isPerson(record.by, personId);
  const isHisText = (name: string): boolean =>
    ((isAbout || isAuthor) && FREE_TEXT.has(name)) || (isHisPause && name === "reason");
  const entries = Object.entries(record).map(([name, inner]) => [
    name,
    isHisText(name) && typeof inner === "string" ? "" : erase(inner, personId, isAbout || isAuthor),
  ]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  // A rule that names him as an approver is labelled with his name.
  if (isPerson(record.rule, personId) && typeof copy.label === "string") copy.label = ERASED;
  if (!isPerson(record, personId)) return copy;
  if (typeof copy.displayName === "string") copy.displayName = ERASED;
  if (typeof copy.userPrincipalName === "string") copy.userPrincipalName = ERASED;
  return copy;
}

function isPerson(value: unknown, personId: string): boolean {
  return typeof value === "object" && value !== null && "id" in value && value.id === personId;
}
