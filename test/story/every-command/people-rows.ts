import type { CommandRow } from "./command-row.js";

export const everyoneRows: readonly CommandRow[] = [
  {
    syntax: "help",
    good: [{ type: "HELP", answer: /What you can do/ }],
    mistakes: [
      {
        type: "halp",
        answer:
          'I do not know the command "halp". Write request to ask for access, or help to see all that you can do. Nothing was changed.',
      },
    ],
  },
  {
    syntax: "request",
    good: [{ type: "Request", answer: /Request an access package/ }],
    mistakes: [
      {
        type: "requst",
        answer:
          'I do not know the command "requst": did you mean "request"? Write help to see what you can do. Nothing was changed. Example: request',
      },
    ],
  },
  {
    syntax: "request by text",
    good: [
      { type: "request by text", answer: /access package/i },
      { type: "cancel", answer: /[Nn]othing was requested/ },
    ],
    mistakes: [],
  },
  {
    syntax: "request <package> [for <person>] because <text>",
    good: [{ type: "request “Travel Portal” because a trip", answer: /Travel Portal/ }],
    mistakes: [
      {
        type: "request because I like it",
        answer:
          'The access package is missing. Write: request <package> [for <person>] because <text>. Nothing was changed. Example: request "Finance Data" because I close the quarter',
      },
    ],
  },
  {
    syntax: "status",
    good: [{ type: "status", answer: /Your requests/ }],
    mistakes: [
      {
        type: "statsu",
        answer:
          'I do not know the command "statsu": did you mean "status"? Write help to see what you can do. Nothing was changed. Example: status',
      },
    ],
  },
  {
    syntax: "status <id>",
    good: [{ type: "status {pending}", by: "riley", answer: /Waiting for approval/ }],
    mistakes: [
      {
        type: "status R-",
        answer:
          '"R-" is not the number of a request. Numbers: R-1042, r1042, 1042, #1042. Nothing was changed. Example: status R-1042',
      },
    ],
  },
  {
    syntax: "cancel <id>",
    good: [{ type: "cancel {pending}", by: "riley", answer: /withdrawn/i }],
    mistakes: [
      {
        type: "cancel",
        answer:
          "The number of the request is missing. Write: cancel <id>. Nothing was changed. Example: cancel R-1042",
      },
    ],
  },
];

export const approverRows: readonly CommandRow[] = [
  {
    syntax: "approvals",
    good: [{ type: "approvals", answer: /Waiting for your decision/ }],
    mistakes: [
      {
        type: "approvals now",
        answer:
          'I do not understand "now" here. Write: approvals. Nothing was changed. Example: approvals',
      },
    ],
  },
  {
    syntax: "approve <id> because <text>",
    good: [
      {
        type: "approve {pending} because I spoke to Riley",
        by: "sam",
        answer: /Approved by Sam Okafor/,
      },
    ],
    mistakes: [
      {
        type: "approve",
        answer:
          "The number of the request is missing. Write: approve <id> because <text>. Nothing was changed. Example: approve R-1042 because I spoke to Riley",
      },
    ],
  },
  {
    syntax: "deny <id> because <text>",
    good: [
      {
        type: "deny {pending} because the project has ended",
        by: "sam",
        answer: /Denied by Sam Okafor/,
      },
    ],
    mistakes: [
      {
        type: "deny R- because it ended",
        answer:
          '"R-" is not the number of a request. Numbers: R-1042, r1042, 1042, #1042. Nothing was changed. Example: deny R-1042 because the project has ended',
      },
    ],
  },
  {
    syntax: "delegate to <person> [until <date>]",
    good: [
      {
        type: "delegate to leo@contoso.example until tomorrow",
        by: "sam",
        answer: /Leo Marchetti/,
      },
    ],
    mistakes: [
      {
        type: "delegate to Sam",
        answer:
          'I cannot tell who "Sam" is. A person is: a mention with @, a user principal name such as sam@contoso.example, an object id. Nothing was changed. Example: delegate to sam@contoso.example',
      },
    ],
  },
  {
    syntax: "delegate off",
    good: [{ type: "delegate off", by: "sam", answer: /Leo Marchetti no longer decides for you/ }],
    mistakes: [
      {
        type: "delegate of",
        answer:
          'I do not understand "of" here: did you mean "off"? write: delegate off. Nothing was changed. Example: delegate off',
      },
    ],
  },
];
