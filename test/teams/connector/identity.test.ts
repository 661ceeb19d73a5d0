import type { Activity } from "botbuilder";
import { describe, expect, it } from "vitest";
import { readIdentity } from "../../../src/teams/connector/identity.js";

const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
const OTHER_TENANT = "aaaaaaaa-0000-4000-8000-000000000002";
const RILEY = "bbbbbbbb-0000-4000-8000-00000000000c";

function activity(fields: Readonly<Record<string, unknown>> = {}): Partial<Activity> {
  return {
    channelId: "msteams",
    from: { id: "29:riley", name: "Riley Chen", aadObjectId: RILEY },
    conversation: { id: "a:riley", tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...fields,
  } as Partial<Activity>;
}

describe("readIdentity", () => {
  it("reads object id and tenant in lower case", () => {
    const shouted = activity({
      from: { id: "29:riley", aadObjectId: RILEY.toUpperCase() },
      conversation: { tenantId: TENANT.toUpperCase() },
    });
    const identity = { kind: "identity", tenantId: TENANT, objectId: RILEY };
    expect(readIdentity(shouted, TENANT)).toEqual(identity);
    expect(readIdentity(activity(), TENANT.toUpperCase())).toEqual(identity);
  });

  it.each([
    ["the conversation alone", { channelData: undefined }],
    ["channel data alone", { conversation: { id: "a:riley" } }],
    ["channel data beside an empty tenant", { conversation: { id: "a:riley", tenantId: null } }],
  ])("takes the tenant from %s", (_, fields) => {
    expect(readIdentity(activity(fields), TENANT)).toMatchObject({ kind: "identity" });
  });

  it.each([
    ["no tenant at all", { conversation: { id: "a" }, channelData: {} }],
    ["another tenant", { conversation: { tenantId: OTHER_TENANT }, channelData: undefined }],
    ["two tenants, ours first", { channelData: { tenant: { id: OTHER_TENANT } } }],
    ["two tenants, ours second", { conversation: { tenantId: OTHER_TENANT } }],
    ["a tenant that is no GUID", { conversation: { tenantId: "contoso" } }],
    ["a list of tenants", { conversation: { tenantId: [TENANT] } }],
    ["channel data that is text", { channelData: "tenant" }],
  ])("D2 refuses %s", (_, fields) => {
    expect(readIdentity(activity(fields), TENANT)).toEqual({
      kind: "refused",
      code: "otherTenant",
    });
  });

  it.each(["directline", "webchat", "emulator", "", undefined])(
    "D2 refuses the channel %s",
    (channelId) => {
      expect(readIdentity(activity({ channelId }), TENANT)).toEqual({
        kind: "refused",
        code: "otherChannel",
      });
    },
  );

  it.each([
    ["nobody", undefined],
    ["no object id", { id: RILEY, name: "Riley Chen" }],
    ["an object id that is a name", { id: "29:riley", aadObjectId: "riley" }],
    ["an object id with something behind it", { id: "x", aadObjectId: `${RILEY}\n` }],
    ["an object in the place of an id", { id: "x", aadObjectId: { toString: "x" } }],
  ])("D2 refuses %s", (_, from) => {
    expect(readIdentity(activity({ from }), TENANT)).toEqual({
      kind: "refused",
      code: "noObjectId",
    });
  });
});
