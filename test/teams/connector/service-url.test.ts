import { describe, expect, it } from "vitest";
import { isTrustedServiceUrl } from "../../../src/teams/connector/service-url.js";

describe("isTrustedServiceUrl", () => {
  it.each([
    "https://smba.trafficmanager.net/teams/",
    "https://SMBA.trafficmanager.net/emea/aaaa/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://europe.directline.botframework.com/",
  ])("trusts %s with credentials only", (url) => {
    expect(isTrustedServiceUrl(url, true)).toBe(true);
    expect(isTrustedServiceUrl(url, false)).toBe(false);
  });

  it.each(["http://localhost:56150/_connector", "http://127.0.0.1:1/", "http://[::1]:3/"])(
    "trusts %s, which is this machine",
    (url) => {
      expect(isTrustedServiceUrl(url, true)).toBe(true);
      expect(isTrustedServiceUrl(url, false)).toBe(true);
    },
  );

  it.each([
    "http://smba.trafficmanager.net/",
    "https://evil.trafficmanager.net/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evilbotframework.com/",
    "https://localhost.evil.example/",
    "http://127.0.0.1.evil.example/",
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "no url",
    "",
  ])("does not trust %s", (url) => {
    expect(isTrustedServiceUrl(url, true)).toBe(false);
    expect(isTrustedServiceUrl(url, false)).toBe(false);
  });
});
