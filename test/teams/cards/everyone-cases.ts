import { ownWords, phrase } from "../../../src/teams/cards/phrase.js";
import { renderHelp } from "../../../src/teams/cards/render-help.js";
import { renderList } from "../../../src/teams/cards/render-list.js";
import { renderRequestForm } from "../../../src/teams/cards/render-request-form.js";
import { renderRequestSent } from "../../../src/teams/cards/render-request-sent.js";
import { type DrawnCard, draw } from "./draw.js";
import { HOURS, NOW, reader } from "./fixtures.js";

const packages = ["Finance Data", "Sales Reports", "Payroll", "Build Servers", "Guest Wi-Fi"].map(
  (displayName, i) => ({
    id: `10000000-0000-4000-8000-00000000000${i}`,
    displayName,
    description: `What ${displayName} grants, in a sentence that wraps on a phone.`,
  }),
);

export const everyoneCards: Record<string, DrawnCard> = {
  "request-sent": draw(renderRequestSent, {
    id: "R-1042",
    accessPackage: { id: "p", displayName: "Finance Data", description: "" },
  }),
  "request-form": draw(renderRequestForm, { formId: "f0rm-f0rm-f0rm-f0rm", packages }),
  "request-form-problems": draw(renderRequestForm, {
    formId: "f0rm-f0rm-f0rm-f0rm",
    packages,
    values: { accessPackage: packages[0]?.id ?? "", justification: "  " },
    problems: [
      { field: "accessPackage", message: "Finance Data is already requested: R-1042." },
      { field: "justification", message: "Finance Data needs a reason. Nothing was sent." },
    ],
  }),
  "list-approvals": draw(
    renderList,
    {
      list: "approvals",
      title: "Waiting for your decision",
      items: [1042, 1043, 1044].map((number, i) => ({
        requestId: `R-${number}`,
        title: phrase`${["Riley Chen", "Tom Berg", "Maximiliana Featherstonehaugh"][i] ?? ""} wants ${"Finance Data"}`,
        subtitle: ownWords("requested 12 min ago"),
        dueAt: NOW + (i + 1) * 3 * HOURS,
      })),
      page: 2,
      pageCount: 3,
      emptyText: "Nothing waits for you.",
    },
    reader,
  ),
  "list-empty": draw(
    renderList,
    {
      list: "status",
      title: "Your requests",
      items: [],
      page: 1,
      pageCount: 1,
      emptyText: "You have no requests. Write: request",
    },
    reader,
  ),
  help: draw(renderHelp, {
    sections: [
      {
        title: "Everyone",
        commands: [
          {
            syntax: "request <package> because <text>",
            does: "requests an access package",
            example: 'request "Finance Data" because I close the quarter',
          },
          { syntax: "status <id>", does: "shows one of your requests", example: "status R-1042" },
        ],
      },
      {
        title: "Approvers",
        commands: [
          { syntax: "approvals", does: "lists what waits for your decision", example: "approvals" },
        ],
      },
    ],
  }),
};
