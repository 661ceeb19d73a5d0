import type { Activity } from "botbuilder";

/** A message as people see it now. */
export interface ShownMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly activity: Partial<Activity>;
  /** How often it was updated. */
  readonly edits: number;
}

/** What is stored behind the connector: messages with their updates, in the order of posting. */
export class Conversations {
  readonly #messages = new Map<string, Map<string, ShownMessage>>();
  #lastId = 1_750_000_000_000;

  /** The 1:1 chat of a person; the same for the `29:` id, the object id and a second time. */
  idFor(memberId: string): string {
    return `a:${memberId.replace(/^29:/, "")}`;
  }

  post(conversationId: string, activity: Partial<Activity>): string {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const messages = this.#messages.get(conversationId) ?? new Map<string, ShownMessage>();
    messages.set(id, { id, conversationId, activity, edits: 0 });
    this.#messages.set(conversationId, messages);
    return id;
  }

  update(conversationId: string, id: string, activity: Partial<Activity>): boolean {
    const messages = this.#messages.get(conversationId);
    const message = messages?.get(id);
    if (!messages || !message) return false;
    messages.set(id, { ...message, activity, edits: message.edits + 1 });
    return true;
  }

  delete(conversationId: string, id: string): boolean {
    return this.#messages.get(conversationId)?.delete(id) ?? false;
  }

  messagesIn(conversationId: string): readonly ShownMessage[] {
    return [...(this.#messages.get(conversationId)?.values() ?? [])];
  }
}
