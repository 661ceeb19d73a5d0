import type { AuditEvent } from "../../approval/audit-event.js";
import { chainEvents } from "../../audit/audit-chain.js";
import type { ChainEnd, ChainedEvent, PersonalText } from "../../audit/chained-event.js";

/** Between two lines of a list or an object. JSON text holds no line feed of its own. */
const NEXT_LINE = ",\n";

/**
 * The events of an aggregate and the personal text beside them, kept as the text that stands in its file: a commit
 * writes what is new, not what was written before, and nobody pays for reading events that nobody asks for.
 */
export class EventLog {
  static readonly EMPTY = new EventLog(undefined, "", "");

  readonly #last: ChainEnd | undefined;
  /** One event a line, without the brackets around them. */
  readonly eventLines: string;
  /** One event's personal text a line, as members of an object without its braces. */
  readonly personalLines: string;

  private constructor(last: ChainEnd | undefined, eventLines: string, personalLines: string) {
    this.#last = last;
    this.eventLines = eventLines;
    this.personalLines = personalLines;
  }

  /** Takes lines as `eventLines` and `personalLines` gave them. */
  static fromLines(eventLines: string, personalLines: string): EventLog {
    if (eventLines === "") return EventLog.EMPTY;
    const lastLine = eventLines.slice(eventLines.lastIndexOf("\n") + 1);
    return new EventLog(JSON.parse(lastLine) as ChainedEvent, eventLines, personalLines);
  }

  static of(events: readonly ChainEnd[], personal: PersonalText): EventLog {
    return new EventLog(
      events.at(-1),
      events.map((event) => JSON.stringify(event)).join(NEXT_LINE),
      personalLinesOf(personal),
    );
  }

  /** The newest event. */
  get end(): ChainEnd | undefined {
    return this.#last;
  }

  append(added: readonly AuditEvent[]): EventLog {
    if (added.length === 0) return this;
    const { events, lines, personal } = chainEvents(this.#last, added);
    return new EventLog(
      events.at(-1),
      join(this.eventLines, lines.join(NEXT_LINE)),
      join(this.personalLines, personalLinesOf(personal)),
    );
  }

  /** Text of people, by event and name. */
  personal(): PersonalText {
    return JSON.parse(`{${this.personalLines}}`) as PersonalText;
  }

  /** The same events without the text that `isErased` names. */
  withoutText(isErased: (sequence: number, name: string) => boolean): EventLog {
    const kept = Object.entries(this.personal()).flatMap(([sequence, texts]) => {
      const left = Object.entries(texts).filter(([name]) => !isErased(Number(sequence), name));
      return left.length === 0 ? [] : [[sequence, Object.fromEntries(left)] as const];
    });
    const personal = personalLinesOf(Object.fromEntries(kept));
    return new EventLog(this.#last, this.eventLines, personal);
  }

  list(): readonly ChainedEvent[] {
    return JSON.parse(`[${this.eventLines}]`) as ChainedEvent[];
  }
}

function personalLinesOf(personal: PersonalText): string {
  return Object.entries(personal)
    .map(([sequence, texts]) => `"${sequence}":${JSON.stringify(texts)}`)
    .join(NEXT_LINE);
}

function join(before: string, added: string): string {
  if (before === "" || added === "") return before + added;
  return before + NEXT_LINE + added;
}
