import type { Activity } from "botbuilder";

/** Adaptive Card JSON, an element or an action of it. */
export type CardNode = Readonly<Record<string, unknown>>;

/** What a client shows: a message, or the card that an invoke put in its place. */
export interface Shown {
  readonly id: string;
  readonly activity: Partial<Activity>;
}

/** The answer of a bot to one activity. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** An action and what the client would send with it: the default values of the inputs it sees. */
export interface FoundAction {
  readonly action: CardNode;
  readonly inputs: Readonly<Record<string, string>>;
}

const ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive";

export function cardOf(shown: Shown): CardNode | undefined {
  const card = shown.activity.attachments?.find(({ contentType }) => contentType === ADAPTIVE_CARD);
  return asNode(card?.content);
}

/** The card in the answer to an invoke; undefined when the answer is a message or nothing. */
export function cardIn(answer: Answer): CardNode | undefined {
  const body = asNode(answer.body);
  return body?.type === ADAPTIVE_CARD ? asNode(body.value) : undefined;
}

/** The message in the answer to an invoke. */
export function textIn(answer: Answer): string | undefined {
  const body = asNode(answer.body);
  const isMessage = body?.type === "application/vnd.microsoft.activity.message";
  return isMessage && typeof body.value === "string" ? body.value : undefined;
}

/** What the clicker sees after an answer: its card in the message's place, if it brought one. */
export function shownAfter<T extends Shown>(shown: T, answer: Answer): T {
  const card = cardIn(answer);
  if (!card) return shown;
  const attachments = [{ contentType: ADAPTIVE_CARD, content: card }];
  return { ...shown, activity: { ...shown.activity, attachments } };
}

/** Verbs of all `Action.Execute` of a card, in the order of reading. */
export function verbsOf(card: CardNode | undefined): readonly string[] {
  return collect(card)
    .filter((node) => node.type === "Action.Execute")
    .map((node) => String(node.verb));
}

/** Every text a card shows, in the order of reading, for tests of what people read. */
export function textsOf(card: CardNode | undefined): readonly string[] {
  return collect(card)
    .flatMap((node) => [node.text, node.title, node.value, node.label])
    .filter((text) => typeof text === "string");
}

/**
 * Looks for an `Action.Execute` in a card and its ShowCards. Teams sends the inputs of the card
 * that holds the action and of the cards around it, none with `associatedInputs: "none"`.
 */
export function findAction(card: CardNode | undefined, verb: string): FoundAction | undefined {
  return card ? search(card, verb, {}) : undefined;
}

function search(
  card: CardNode,
  verb: string,
  outer: Readonly<Record<string, string>>,
): FoundAction | undefined {
  const nodes = withoutShowCards(card);
  const inputs = { ...outer, ...defaultsOf(nodes) };
  const isWanted = (node: CardNode) => node.type === "Action.Execute" && node.verb === verb;
  const action = nodes.find(isWanted);
  if (action) return { action, inputs: action.associatedInputs === "none" ? {} : inputs };
  for (const node of nodes) {
    const inner = node.type === "Action.ShowCard" ? asNode(node.card) : undefined;
    const found = inner && search(inner, verb, inputs);
    if (found) return found;
  }
  return undefined;
}

function defaultsOf(nodes: readonly CardNode[]): Record<string, string> {
  const inputs = nodes.filter(({ type, id }) => String(type).startsWith("Input.") && id);
  return Object.fromEntries(
    inputs.flatMap(({ id, value }) => (value === undefined ? [] : [[id, String(value)]])),
  );
}

function withoutShowCards(card: CardNode): readonly CardNode[] {
  return collect(card, (node) => node.type === "Action.ShowCard");
}

/** A node and all nodes inside it; `refresh` and `fallback` are not shown and are left out. */
function collect(
  value: unknown,
  isLeaf: (node: CardNode) => boolean = () => false,
): readonly CardNode[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, isLeaf));
  const node = asNode(value);
  if (!node) return [];
  if (isLeaf(node)) return [node];
  const shown = Object.entries(node).filter(
    ([field]) => !["refresh", "fallback", "data"].includes(field),
  );
  return [node, ...shown.flatMap(([, inner]) => collect(inner, isLeaf))];
}

function asNode(value: unknown): CardNode | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as CardNode)
    : undefined;
}
