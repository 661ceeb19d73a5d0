import type { CommandRow } from "./command-row.js";

export const auditRows: readonly CommandRow[] = [
  {
    syntax: "audit <id>",
    good: [{ type: "audit {pending}", answer: /R-\d+/ }],
    mistakes: [
      {
        type: "audit",
        answer:
          "What to audit is missing. Write: audit <id>, audit verify, audit export [from <date>] [to <date>]. Nothing was changed. Example: audit R-1042",
      },
    ],
  },
  {
    syntax: "audit verify",
    good: [{ type: "audit verify", answer: /intact/i }],
    mistakes: [
      {
        type: "audit verfy",
        answer:
          'I do not understand "verfy" here: did you mean "verify"? write: audit verify. Nothing was changed. Example: audit verify',
      },
    ],
  },
  {
    syntax: "audit export [from <date>] [to <date>]",
    good: [{ type: "audit export from today to today", answer: /export/i }],
    mistakes: [
      {
        type: "audit export from someday",
        answer:
          '"someday" is not a date. Dates: year-month-day such as 2026-12-01, today, tomorrow. Nothing was changed. Example: audit export from 2026-11-01 to 2026-11-30',
      },
    ],
  },
];
