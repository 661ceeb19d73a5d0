import type { CommandRow } from "./command-row.js";

/** Answered with the before/after card, which changes nothing before it is confirmed. */
const CHANGE = /Please confirm a change of settings/;

export const settingsRows: readonly CommandRow[] = [
  {
    syntax: "settings [<source>]",
    good: [
      { type: "settings", answer: /Entra ID Protection[\s\S]*Insider Risk Management/ },
      { type: "Settings Insider Risk", answer: /Insider Risk Management/ },
    ],
    mistakes: [
      {
        type: "settings finance",
        answer:
          'I do not know the source "finance". Sources: id-protection, insider-risk. Nothing was changed. Example: settings id-protection',
      },
    ],
  },
  {
    syntax: "settings <source> on / off",
    good: [
      { type: "settings id-protection off", answer: /go on without this review/ },
      { type: "settings id-protection disable", answer: CHANGE },
      {
        type: "settings irm turn off",
        answer: /^(?![\s\S]*Asked from now on)[\s\S]*go on without this review/,
      },
    ],
    mistakes: [
      {
        type: "settings id-protection onn",
        answer:
          'I do not know the setting "onn": did you mean "on"? settings: on, off, level, approvers, fallback, deadline, denial, justification, unavailable, reset, history, undo. Nothing was changed. Example: settings id-protection level high',
      },
      {
        type: "settings id-protection on",
        answer:
          "The settings are like this already. Write settings id-protection to see them. Nothing was changed. Example: settings id-protection level high",
      },
    ],
  },
  {
    syntax: "settings <source> level <level>",
    good: [
      { type: "settings id-protection level HIGH", answer: CHANGE },
      { type: "settings id-protection threshold to low", answer: CHANGE },
      { type: "settings insider-risk minimum = elevated", answer: CHANGE },
    ],
    mistakes: [
      {
        type: "settings insider-risk level moderat",
        answer:
          'I do not know the level "moderat" of insider-risk: did you mean "moderate"? levels: minor, moderate, elevated. Nothing was changed. Example: settings insider-risk level moderate',
      },
      {
        type: "settings id-protection level moderate",
        answer:
          '"moderate" is a level of insider-risk, not of id-protection. Levels: low, medium, high. Nothing was changed. Example: settings id-protection level medium',
      },
    ],
  },
  {
    syntax: 'settings <source> approvers add / remove <person, group:"name" or role:"name">',
    good: [
      { type: "settings id-protection approvers add leo@contoso.example", answer: CHANGE },
      { type: "settings id-protection approvers add group:“Duty managers”", answer: CHANGE },
      {
        type: 'settings id-protection primary remove role:"security administrator"',
        answer: /Nobody is asked first: the fallback approvers are asked at once/,
      },
    ],
    mistakes: [
      {
        type: "settings id-protection approvers add SOC",
        answer:
          'I cannot tell which approver "SOC" is. An approver is: a mention, a user principal name, an object id, group:"name", role:"name". Nothing was changed. Example: settings id-protection approvers add group:"SOC on call"',
      },
      {
        type: 'settings id-protection approvers add group:"Nobody"',
        answer:
          'I do not find the group "Nobody". Write the group\'s whole name, as the directory has it. Nothing was changed. Example: settings id-protection approvers add group:"SOC on call"',
      },
    ],
  },
  {
    syntax: 'settings <source> fallback add / remove <person, group:"name" or role:"name">',
    good: [{ type: "settings id-protection fallback add leo@contoso.example", answer: CHANGE }],
    mistakes: [
      {
        type: "settings id-protection fallback add dana@contoso.example",
        answer:
          'The account of "dana@contoso.example" is not enabled. An approver is a person whose account is enabled, a group or a role. Nothing was changed. Example: settings id-protection fallback add sam@contoso.example',
      },
      {
        type: "settings id-protection fallback remove leo@contoso.example",
        answer:
          '"leo@contoso.example" is not among the fallback approvers. Write settings id-protection to see who is. Nothing was changed. Example: settings id-protection fallback remove role:"Security Administrator"',
      },
    ],
  },
  {
    syntax: "settings <source> deadline <duration>",
    good: [
      { type: "settings id-protection deadline 4h, denial two days", answer: /4 h[\s\S]*2 days/ },
      { type: "settings id-protection escalation 5 min", answer: /shorter than a night/ },
    ],
    mistakes: [
      {
        type: "settings id-protection deadline soon",
        answer:
          '"soon" is not a duration. Durations: 90s, 30m, 4h, 2d, 1h30m, ISO 8601 such as PT4H or P1D. Nothing was changed. Example: settings id-protection deadline 4h',
      },
      {
        type: "settings id-protection deadline 15d, denial 14d",
        answer: [
          "Nothing was changed, because 2 things are wrong:",
          "- The deadline cannot be 15 days. It can be 1 second to 14 days. Example: settings id-protection deadline 4h",
          "- The denial cannot be 14 days. It must be longer than the deadline, which is 15 days, and at most 14 days. One command can set both. Example: settings id-protection deadline 4h, denial 2d",
        ].join("\n"),
      },
    ],
  },
  {
    syntax: "settings <source> denial <duration>",
    good: [
      { type: "settings id-protection denial 2d", answer: CHANGE },
      { type: "settings id-protection auto-deny after 3 days", answer: CHANGE },
    ],
    mistakes: [
      {
        type: "settings id-protection timeout 1m",
        answer:
          "The denial cannot be 1 min. It must be longer than the deadline, which is 3 min, and at most 14 days. One command can set both. Nothing was changed. Example: settings id-protection deadline 4h, denial 2d",
      },
    ],
  },
  {
    syntax: "settings <source> justification required / optional",
    good: [{ type: "settings id-protection justification optional", answer: CHANGE }],
    mistakes: [
      {
        type: "settings id-protection justification requird",
        answer:
          'I do not understand "requird" after justification: did you mean "required"? justification: required, optional. Nothing was changed. Example: settings id-protection justification required',
      },
    ],
  },
  {
    syntax: "settings <source> unavailable require-approval / proceed",
    good: [
      {
        type: "settings insider-risk unavailable proceed",
        answer: /cannot be read, requests go on/,
      },
    ],
    mistakes: [
      {
        type: "settings insider-risk unavailable procede",
        answer:
          'I do not understand "procede" after unavailable: did you mean "proceed"? unavailable: require-approval, proceed. Nothing was changed. Example: settings insider-risk unavailable require-approval',
      },
    ],
  },
  {
    syntax: "settings <source> reset",
    good: [{ type: "settings insider-risk reset", answer: /Require approval[\s\S]*yes[\s\S]*no/ }],
    mistakes: [
      {
        type: "settings insider-risk reset, on",
        answer:
          '"on" does not go together with what stands before it. Write: each setting once, with commas between them, and reset alone. Nothing was changed. Example: settings insider-risk on, deadline 4h, denial 2d',
      },
    ],
  },
  {
    syntax: "preview settings <source> … [last <duration>]",
    good: [
      { type: "preview settings id-protection level high", answer: /Requests of the last 90 days/ },
      { type: "preview id-protection off, last 30d", answer: /Requests of the last 30 days/ },
    ],
    mistakes: [
      {
        type: "preview settings",
        answer:
          "The source is missing. Write: preview settings <source> … [last <duration>]. Nothing was changed. Example: preview settings id-protection level high, deadline 4h",
      },
      {
        type: "preview settings id-protection off last 2h",
        answer:
          "A preview looks back 1 day to 400 days. Nothing was changed. Example: preview settings id-protection level high, last 30d",
      },
    ],
  },
  {
    syntax: "settings <source> history",
    good: [{ type: "settings id-protection history", answer: /Nothing was changed here so far/ }],
    mistakes: [
      {
        type: "settings insider-risk histroy",
        answer:
          'I do not know the setting "histroy": did you mean "history"? settings: on, off, level, approvers, fallback, deadline, denial, justification, unavailable, reset, history, undo. Nothing was changed. Example: settings insider-risk level elevated',
      },
    ],
  },
  {
    syntax: "settings <source> undo",
    good: [{ type: "settings id-protection undo", answer: /There is no change to undo/ }],
    mistakes: [
      {
        type: "settings id-protection undo all",
        answer:
          'I do not understand "all" here. Write: settings <source> undo. Nothing was changed. Example: settings insider-risk undo',
      },
    ],
  },
];
