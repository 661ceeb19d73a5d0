const SECOND = 1;
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const WEEK = 604_800;

const ISO_8601 =
  /^P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i;
const SHORT_PART = /(\d{1,9})([a-z]{1,7})/gy;

const UNITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(["s", "sec", "secs", "second", "seconds"].map((unit) => [unit, SECOND])),
  ...Object.fromEntries(["m", "min", "mins", "minute", "minutes"].map((unit) => [unit, MINUTE])),
  ...Object.fromEntries(["h", "hr", "hrs", "hour", "hours"].map((unit) => [unit, HOUR])),
  ...Object.fromEntries(["d", "day", "days"].map((unit) => [unit, DAY])),
  ...Object.fromEntries(["w", "week", "weeks"].map((unit) => [unit, WEEK])),
};

const NUMBER_WORDS: Readonly<Record<string, string>> = {
  ...{ a: "1", an: "1", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6" },
  ...{ seven: "7", eight: "8", nine: "9", ten: "10", eleven: "11", twelve: "12" },
};

/** `two days` as `2 days`, `1 hour and 30 minutes` without the `and`. */
function withDigits(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/\b(?:and|,)\s+/g, " ")
    .replace(/\b[a-z]+(?=\s+[a-z])/g, (word) =>
      Object.hasOwn(NUMBER_WORDS, word) ? (NUMBER_WORDS[word] ?? word) : word,
    );
}

/**
 * Reads `90s`, `30m`, `4h`, `2d`, `1h30m`, `3 days`, `two hours` or ISO 8601 (`PT4H`, `P1D`, `P2W`) and gives ISO 8601 in
 * days, hours, minutes and seconds, where a day is 24 hours: `90s` is `PT1M30S`, `24h` is `P1D`.
 * Refused (undefined): zero, fractions, signs, years and months, a unit twice, small units before large ones.
 */
export function parseDuration(typed: string): string | undefined {
  const seconds =
    readIso(typed.replace(/\s/g, "")) ?? readShort(withDigits(typed).replace(/\s/g, ""));
  return seconds === undefined || seconds === 0 ? undefined : formatSeconds(seconds);
}

function readIso(text: string): number | undefined {
  const match = ISO_8601.exec(text);
  if (match === null) return undefined;
  const [, weeks, days, time, hours, minutes, seconds] = match;
  // "P" and "PT" alone match the pattern and say nothing.
  if (time?.length === 1) return undefined;
  return (
    Number(weeks ?? 0) * WEEK +
    Number(days ?? 0) * DAY +
    Number(hours ?? 0) * HOUR +
    Number(minutes ?? 0) * MINUTE +
    Number(seconds ?? 0)
  );
}

function readShort(text: string): number | undefined {
  let total = 0;
  let previousUnit = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const part of text.matchAll(SHORT_PART)) {
    const name = part[2] ?? "";
    const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
    if (unit === undefined || unit >= previousUnit) return undefined;
    total += Number(part[1]) * unit;
    previousUnit = unit;
    end = part.index + part[0].length;
  }
  return end === text.length && end > 0 ? total : undefined;
}

function formatSeconds(total: number): string {
  const days = Math.floor(total / DAY);
  const hours = Math.floor((total % DAY) / HOUR);
  const minutes = Math.floor((total % HOUR) / MINUTE);
  const seconds = total % MINUTE;
  const time = `${part(hours, "H")}${part(minutes, "M")}${part(seconds, "S")}`;
  return `P${part(days, "D")}${time === "" ? "" : `T${time}`}`;
}

function part(count: number, unit: string): string {
  return count === 0 ? "" : `${count}${unit}`;
}
