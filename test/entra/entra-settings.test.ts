import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { ask, chat } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { EntraBot } from "./entra-bot.js";

let entra: EntraBot;
let admin: ListeningUser;
beforeAll(async () => {
  entra = await EntraBot.start();
  [admin] = await entra.bot.installed("ada");
});
afterAll(() => entra.stop());

it("S1 S2 a denial that could outlast Entra's wait is refused with what is allowed, and nothing changes", async () => {
  const answer = await ask(admin, "settings id-protection deadline 1d, denial 14d", /Entra/);
  expect(answer).toContain("The denial cannot be 14 days: Entra would stop waiting before");
  expect(answer).toContain("Entra waits at most 14 days for all reviews of a request together");
  expect(answer).toContain("here it can be 13 days 22 h");
  expect(answer).toContain(
    "Nothing was changed. Example: settings id-protection deadline 1d, denial 3d",
  );
  const { store } = entra.bot.riskgate.context;
  const stored = await store.load("controlConfiguration", "idProtection");
  expect(stored?.value.settings.durationBeforeAutomaticDenial).toBe("P3D");
  expect(stored?.value.changes).toEqual([]);
});

describe("the settings card beside Entra's own control", () => {
  const shown = async (source = "id-protection") => {
    const before = admin.messages().length;
    await admin.say(`settings ${source}`);
    return eventually(() => {
      const card = JSON.stringify(admin.messages().slice(before));
      return card.includes("Entra's own control") && card;
    });
  };

  it("S1 says that there is none, and what lives here alone", async () => {
    const card = await shown();
    expect(card).toContain("there is none");
    expect(card).toContain("Entra's control knows none of them");
    expect(card).not.toContain("Both are on");
  });

  it("S1 warns when the same request would be reviewed twice", async () => {
    const control = { isApprovalRequired: true, minimumRiskLevel: "high" } as const;
    entra.graph.world.riskControls.entraIdProtectionRiskyUserApproval = control;
    const card = await shown();
    expect(card).toMatch(/on, from.*high/);
    expect(card).toContain("Both are on");
  });

  it("S1 says what the control of the other source says, which is off here", async () => {
    const control = { isApprovalRequired: true, minimumRiskLevel: "elevated" } as const;
    entra.graph.world.riskControls.insiderRiskyUserApproval = control;
    const card = await shown("insider-risk");
    expect(card).toMatch(/on, from.*elevated/);
    expect(card).not.toContain("Both are on");
  });

  it("S1 says so when the control cannot be read, and shows the rest", async () => {
    entra.graph.trouble(/controlConfigurations/, { status: 403, times: 5 });
    const card = await shown();
    expect(card).toContain("cannot be read by this app");
    expect(card).toContain("Fallback approvers");
    entra.graph.calmDown();
  });
});

describe("a request in the chat", () => {
  it("I1 is answered with the person's own link to My Access, and nothing is requested", async () => {
    const [riley] = await entra.bot.installed("riley");
    const id = entra.bot.tenant.accessPackages.find((p) => p.displayName === "Finance Data")?.id;
    const link = `https://myaccess.microsoft.com/@contoso.example#/access-packages/${id}`;
    const count = await entra.bot.requestCount();
    expect(await ask(riley, 'request "Finance Data" because close', /My Access/)).toContain(link);
    await riley.say("request");
    await eventually(() => chat(riley).includes(`- Finance Data: ${link}`));
    await ask(riley, "request by text", /ask for access in My Access/);
    await ask(riley, "status", /no requests|You have/i);
    const posted = await entra.bot.post({
      accessPackageAssignmentRequestId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      requestor: { objectId: riley.objectId },
      accessPackage: { id },
      justification: "close",
    });
    expect(posted).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
    expect(await entra.bot.requestCount()).toBe(count);
  });
});
