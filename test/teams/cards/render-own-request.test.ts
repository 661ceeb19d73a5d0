import { describe, expect, test } from "vitest";
import { type AccessRequest, accessRequestSchema } from "../../../src/approval/request.js";
import { ownRequestView } from "../../../src/approval/views/own-request-view.js";
import { renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderOwnRequest } from "../../../src/teams/cards/render-own-request.js";
import { nodesOfType } from "./card-walk.js";
import { ownView, reader, riley, sam, tom } from "./fixtures.js";
import { riskyRequest } from "./risky-request.js";

const STATES: readonly AccessRequest["state"][] = [
  "pendingApproval",
  "approved",
  "handedOver",
  "delivered",
  "deliveryFailed",
  "denied",
  "canceled",
];

describe("V1 the people a request with a risk stage is about", () => {
  const states = STATES.flatMap((state) => [riley, tom].map((who) => ({ state, who })));

  test.each(states)("$who.displayName reads nothing of it: $state", ({ state, who }) => {
    const request = riskyRequest(state);
    expect(accessRequestSchema.safeParse(request).success).toBe(true);
    const view = ownRequestView(request, who.id);
    if (!view) throw new Error("No view");
    const messages = [
      renderOwnRequest(view, reader),
      renderNotice({ kind: "outcome", view }, reader),
    ];
    const json = JSON.stringify(messages);
    expect(json).not.toMatch(
      /risk|identity protection|insider|level|security|compliance|stage|compromised/i,
    );
    expect(json).not.toContain(sam.displayName);
    expect(json).not.toContain("seen by the risk approver only");
  });
});

describe("an own-request card", () => {
  test("can be canceled by the requestor while it is in review, and only then (C1)", () => {
    const verbs = (view: ReturnType<typeof ownView>) =>
      nodesOfType(renderOwnRequest(view, reader).card.body, "Action.Execute").map((a) => a.verb);
    expect(verbs(ownView("inReview"))).toEqual(["cancelRequest"]);
    expect(verbs(ownView("inReview", { isCancelable: false }))).toEqual([]);
    expect(verbs(ownView("approved"))).toEqual([]);
  });

  test("N1 the outcome is said in the words people wait for", () => {
    const said = (view: ReturnType<typeof ownView>) =>
      renderNotice({ kind: "outcome", view }, reader).text;
    expect(said(ownView("delivered"))).toContain("You now have access to Finance Data.");
    const denied = said(ownView("denied", { approverJustification: "Not needed" }));
    expect(denied).toContain("Your request for Finance Data was not approved.");
    expect(denied).toContain("“Not needed”");
    const forTom = { isForSomebodyElse: true, targetName: "Tom Berg" };
    expect(said(ownView("delivered", forTom))).toContain(
      "Tom Berg now has access to Finance Data.",
    );
    expect(said(ownView("delivered", { ...forTom, isReaderRequestor: false }))).toContain(
      "You now have access to Finance Data.",
    );
  });
});
