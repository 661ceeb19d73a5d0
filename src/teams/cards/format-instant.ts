import { type Instant, MINUTE, SECOND } from "../../approval/instant.js";
import type { Reader } from "./card-message.js";

type Clock = Pick<Reader, "now" | "timeZone" | "locale">;

interface Written {
  readonly year: string;
  readonly day: string;
  /** Hours and minutes. */
  readonly clock: string;
  /** Half of the day and zone. */
  readonly rest: string;
}

/** Making a formatter costs far more than using one; people of one tenant share few zones. */
const MOST_FORMATTERS = 200;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Writing a minute costs microseconds and a card has ten of them, most of them the same for everybody it goes to. */
const MOST_MINUTES = 2_000;
const minutes = new Map<string, Written>();

/**
 * A moment in the reader's zone, with the zone named: `Tue 24 Nov 16:00 (CET)`. The month is a word and the year is
 * told when it is not the present one, so that no reader can take it for another day. Cards stay in a chat for weeks:
 * there is no "today" that would become wrong.
 */
export function formatInstant(instant: Instant, reader: Clock): string {
  const { clock, rest } = writtenMinute(instant, reader);
  return `${writeDay(instant, reader)} ${clock}${rest}`;
}

/** The same with seconds, for a trail in which the order of events matters: `Tue 24 Nov 16:00:07 (CET)`. */
export function formatSecond(instant: Instant, reader: Clock): string {
  const { clock, rest } = writtenMinute(instant, reader);
  const seconds = Math.floor((instant - Math.floor(instant / MINUTE) * MINUTE) / SECOND);
  return `${writeDay(instant, reader)} ${clock}:${String(seconds).padStart(2, "0")}${rest}`;
}

function writeDay(instant: Instant, reader: Clock): string {
  const { day, year } = writtenMinute(instant, reader);
  return year === writtenMinute(reader.now, reader).year ? day : `${day} ${year}`;
}

function writtenMinute(instant: Instant, reader: Clock): Written {
  const minute = Math.floor(instant / MINUTE);
  const key = `${minute} ${reader.timeZone} ${reader.locale}`;
  const known = minutes.get(key);
  if (known) return known;
  if (minutes.size >= MOST_MINUTES) minutes.clear();
  const written = writeMinute(minute * MINUTE, reader);
  minutes.set(key, written);
  return written;
}

function writeMinute(instant: Instant, reader: Clock): Written {
  const part = partsOf("en-GB", instant, reader);
  const half = part.dayPeriod === undefined ? "" : ` ${part.dayPeriod}`;
  return {
    year: part.year ?? "",
    day: `${part.weekday} ${part.day} ${part.month}`,
    clock: `${part.hour}:${part.minute}`,
    rest: `${half} (${zoneName(part.timeZoneName, instant, reader)})`,
  };
}

/** British English knows `CET`, American English knows `EST`; what neither knows stays `GMT+9`. */
function zoneName(british = "UTC", instant: Instant, reader: Clock): string {
  if (!/^(GMT|UTC)[+-]/.test(british)) return british;
  return partsOf("en-US", instant, reader).timeZoneName ?? british;
}

function partsOf(language: "en-GB" | "en-US", instant: Instant, reader: Clock) {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatterFor(language, reader).formatToParts(instant)) {
    parts[type] = value;
  }
  return parts;
}

function formatterFor(
  language: "en-GB" | "en-US",
  { timeZone, locale }: Clock,
): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${locale}`;
  const known = formatters.get(key);
  if (known) return known;
  if (formatters.size >= MOST_FORMATTERS) formatters.clear();
  const isTwelveHours = readsTwelveHours(locale);
  const made = new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: isTwelveHours ? "numeric" : "2-digit",
    minute: "2-digit",
    hourCycle: isTwelveHours ? "h12" : "h23",
    timeZone: isKnownZone(timeZone) ? timeZone : "UTC",
    timeZoneName: "short",
  });
  formatters.set(key, made);
  return made;
}

function readsTwelveHours(locale: string): boolean {
  try {
    return new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12 === true;
  } catch {
    return false;
  }
}

function isKnownZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
