import type { Activity } from "botbuilder";
import { describe, expect, it } from "vitest";
import { readAddress } from "../../../src/teams/connector/address.js";

function activity(fields: Readonly<Record<string, unknown>> = {}): Partial<Activity> {
  return {
    from: { id: "29:riley", name: "Riley Chen" },
    recipient: { id: "28:bot", name: "Riskgate" },
    conversation: { id: "a:riley", conversationType: "personal" },
    serviceUrl: "http://127.0.0.1:1/",
    locale: "de-DE",
    localTimezone: "Europe/Berlin",
    replyToId: "17",
    ...fields,
  } as Partial<Activity>;
}

describe("readAddress", () => {
  it("reads what is needed to write back", () => {
    expect(readAddress(activity())).toEqual({
      conversationId: "a:riley",
      conversationType: "personal",
      serviceUrl: "http://127.0.0.1:1/",
      botId: "28:bot",
      mri: "29:riley",
      locale: "de-DE",
      timeZone: "Europe/Berlin",
      replyToId: "17",
    });
  });

  it("falls back to what the client says about itself", () => {
    const entities = [
      null,
      { type: "mention" },
      { type: "clientInfo", locale: "en-US", timezone: "America/New_York" },
    ];
    const read = readAddress(activity({ entities, locale: undefined, localTimezone: undefined }));
    expect(read).toMatchObject({ locale: "en-US", timeZone: "America/New_York" });
  });

  it("leaves out what is missing or makes no sense", () => {
    const odd = { locale: 7, localTimezone: "Mars/Olympus", replyToId: {}, entities: "none" };
    const conversation = { id: "a:riley" };
    expect(readAddress(activity({ ...odd, conversation }))).toEqual({
      conversationId: "a:riley",
      conversationType: undefined,
      serviceUrl: "http://127.0.0.1:1/",
      botId: "28:bot",
      mri: "29:riley",
      locale: undefined,
      timeZone: undefined,
      replyToId: undefined,
    });
  });

  it.each(["conversation", "serviceUrl", "recipient", "from"])("is nothing without %s", (field) => {
    expect(readAddress(activity({ [field]: undefined }))).toBeUndefined();
    expect(readAddress(activity({ [field]: 7 }))).toBeUndefined();
  });
});
