import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { formatPersonaTable } from "../../src/local/persona-table.js";
import { choosePersonas, createConversation } from "../../src/local/personas.js";
import { createPlaygroundSettings } from "../../src/local/playground-settings.js";
import type { Tenant } from "../../src/local/tenant.js";
import { loadDemoTenant } from "./load-demo-tenant.js";

const tenant = await loadDemoTenant();

describe("personas", () => {
  it("are Riley, Sam, Morgan and Ada of the demo tenant, on ports of their own", () => {
    const personas = choosePersonas(tenant);
    expect(personas.map((persona) => persona.key)).toEqual(["riley", "sam", "morgan", "ada"]);
    expect(new Set(personas.map((persona) => persona.preferredPort)).size).toBe(4);
  });

  it("are the first four who may sign in of another tenant", () => {
    const users = tenant.users.map((user, i) => ({
      ...user,
      userPrincipalName: `person${i}@fabrikam.example`,
      accountEnabled: i !== 1,
    }));
    const personas = choosePersonas({ ...tenant, users });
    expect(personas.map(({ user }) => user.userPrincipalName)).toEqual(
      [0, 2, 3, 4].map((i) => `person${i}@fabrikam.example`),
    );
    expect(personas.map(({ key }) => key)).toEqual([
      "window-1",
      "window-2",
      "window-3",
      "window-4",
    ]);
  });

  it("have conversations that differ, on loopback", () => {
    const conversations = choosePersonas(tenant).map((persona, i) =>
      createConversation(persona, 50_000 + i),
    );
    expect(new Set(conversations.map((c) => c.conversationId)).size).toBe(4);
    expect(conversations[0]?.serviceUrl).toBe("http://127.0.0.1:50000/_connector");
  });
});

describe("the settings of a Playground window", () => {
  const few: Tenant = { ...tenant, users: tenant.users.slice(0, 2) };
  it.each([
    ["the demo tenant", tenant],
    ["a tenant of two", few],
  ])("name the persona and exactly five others in %s", (_name, of) => {
    for (const persona of choosePersonas(of)) {
      const settings = parse(createPlaygroundSettings(of, persona));
      const ids = [settings.currentUser, ...settings.users].map((user: { id: string }) => user.id);
      expect(new Set(ids).size).toBe(6);
      expect(settings).toMatchObject({
        version: "0.1.1",
        tenantId: tenant.tenantId,
        bot: { id: createConversation(persona, 1).botId },
        currentUser: { id: createConversation(persona, 1).mri, aadObjectId: persona.user.id },
        personalChat: { id: createConversation(persona, 1).conversationId },
      });
      for (const user of [settings.currentUser, ...settings.users]) {
        expect(Object.keys(user)).toEqual([
          "id",
          "name",
          "userPrincipleName",
          "aadObjectId",
          "givenName",
          "surname",
          "email",
        ]);
        for (const value of Object.values(user)) expect(value).toBeTypeOf("string");
      }
    }
  });
});

describe("the table of windows", () => {
  it("lines up who, what to try and where", () => {
    const windows = choosePersonas(tenant).map((persona) => ({
      persona,
      url: `http://127.0.0.1:${persona.preferredPort}`,
    }));
    const lines = formatPersonaTable(windows)
      .split("\n")
      .filter((line) => line !== "");
    expect(lines).toHaveLength(5);
    expect(new Set(lines.slice(1).map((line) => line.indexOf("http://"))).size).toBe(1);
    expect(lines[1]).toMatch(
      /^ {2}Riley Chen {3}request "Finance Data" because .* {2}http:\/\/127\.0\.0\.1:\d+$/,
    );
  });
});
