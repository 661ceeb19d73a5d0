import type { CommandRow } from "./command-row.js";

export const oversightRows: readonly CommandRow[] = [
  {
    syntax: "requests [open / all] [package <package>] [user <person>]",
    good: [
      { type: "requests", answer: /Riley Chen/ },
      {
        type: 'requests all package "finance data" user riley@contoso.example',
        answer: /Finance Data/,
      },
    ],
    mistakes: [
      {
        type: "requests pending",
        answer:
          'I do not understand "pending" here. Write: requests [open / all] [package <package>] [user <person>]. Nothing was changed. Example: requests open package "Finance Data" user riley@contoso.example',
      },
    ],
  },
  {
    syntax: "resend <id>",
    good: [{ type: "resend {pending}", answer: /R-\d+/ }],
    mistakes: [
      {
        type: "resend",
        answer:
          "The number of the request is missing. Write: resend <id>. Nothing was changed. Example: resend R-1042",
      },
    ],
  },
  {
    syntax: "cancel <id> because <text>",
    good: [{ type: "cancel {pending} because Riley has left", answer: /withdrawn/ }],
    mistakes: [
      {
        type: "cancel R- because Riley has left",
        answer:
          '"R-" is not the number of a request. Numbers: R-1042, r1042, 1042, #1042. Nothing was changed. Example: cancel R-1042',
      },
    ],
  },
  {
    syntax: "insights [last <duration>]",
    good: [
      { type: "insights", answer: /the last 30 days/ },
      { type: "insights last 7 days", answer: /the last 7 days/ },
    ],
    mistakes: [
      {
        type: "insights last",
        answer:
          "The duration is missing. Durations: 90s, 30m, 4h, 2d, 1h30m, ISO 8601 such as PT4H or P1D. Nothing was changed. Example: insights last 7d",
      },
    ],
  },
  {
    syntax: "risk <person>",
    good: [{ type: "risk riley@contoso.example", answer: /Riley Chen/ }],
    mistakes: [
      {
        type: "risk Riley",
        answer:
          'I cannot tell who "Riley" is. A person is: a mention with @, a user principal name such as sam@contoso.example, an object id. Nothing was changed. Example: risk riley@contoso.example',
      },
    ],
  },
  {
    syntax: "risk <person> <source> <level>",
    good: [{ type: "risk riley@contoso.example id-protection high", answer: /The level is set/ }],
    mistakes: [
      {
        type: "risk riley@contoso.example id-protection huge",
        answer:
          'I do not know the level "huge" of id-protection. Levels: none, low, medium, high. Nothing was changed. Example: risk riley@contoso.example id-protection high',
      },
    ],
  },
  {
    syntax: "deliveries",
    good: [{ type: "deliveries", answer: /intended/i }],
    mistakes: [
      {
        type: "deliveries all",
        answer:
          'I do not understand "all" here. Write: deliveries. Nothing was changed. Example: deliveries',
      },
    ],
  },
  {
    syntax: "clock",
    good: [{ type: "clock", answer: /The clock is trusted/ }],
    mistakes: [
      {
        type: "clock set",
        answer:
          'I do not understand "set" here: did you mean "confirm"? write: clock confirm. Nothing was changed. Example: clock confirm',
      },
    ],
  },
  {
    syntax: "clock confirm",
    good: [{ type: "clock confirm", answer: /nothing to confirm/ }],
    mistakes: [
      {
        type: "clock confirm now",
        answer:
          'I do not understand "now" here. Write: clock confirm. Nothing was changed. Example: clock confirm',
      },
    ],
  },
  {
    syntax: "restore",
    good: [{ type: "restore", answer: /not a restored backup/ }],
    mistakes: [
      {
        type: "restore now",
        answer:
          'I do not understand "now" here: did you mean "confirm"? write: restore confirm keep all / none / <id> … Nothing was changed. Example: restore confirm keep R-1042 R-1043',
      },
    ],
  },
  {
    syntax: "restore confirm keep all / none / <id> …",
    good: [{ type: "restore confirm keep none", answer: /not a restored backup/ }],
    mistakes: [
      {
        type: "restore confirm",
        answer:
          "Which open requests go on is missing. Write: restore confirm keep all / none / <id> … Nothing was changed. Example: restore confirm keep R-1042 R-1043",
      },
      {
        type: "restore confirm keep some",
        answer:
          '"some" is not the number of a request. Numbers: R-1042, r1042, 1042, #1042. Nothing was changed. Example: restore confirm keep R-1042 R-1043',
      },
    ],
  },
  {
    syntax: "sending",
    good: [{ type: "sending", answer: /Notices are sent\. \d+ notices? (is|are) pending\./ }],
    mistakes: [
      {
        type: "sending stop",
        answer:
          'I do not understand "stop" here. Write: sending pause because <text>. Nothing was changed. Example: sending pause because the cards show a wrong name',
      },
    ],
  },
  {
    syntax: "sending pause because <text>",
    good: [{ type: "sending pause because the cards show a wrong name", answer: /is paused/ }],
    mistakes: [
      {
        type: "sending pause",
        answer:
          "A pause needs a reason. Write: sending pause because <text>. Nothing was changed. Example: sending pause because the cards show a wrong name",
      },
    ],
  },
  {
    syntax: "sending resume",
    good: [{ type: "sending resume", answer: /Sending goes on|Sending is not paused/ }],
    mistakes: [
      {
        type: "sending resume now",
        answer:
          'I do not understand "now" here. Write: sending resume. Nothing was changed. Example: sending resume',
      },
    ],
  },
];
