import { describe, expect, it } from "vitest";
import {
  MICROSOFT_HOSTS,
  trustHosts,
  trustLoopback,
} from "../../../src/teams/connector/service-url.js";

const trustsMicrosoft = trustHosts(MICROSOFT_HOSTS);

describe("a service URL", () => {
  it.each([
    "https://smba.trafficmanager.net/teams/",
    "https://SMBA.trafficmanager.net/emea/aaaa/",
    "https://smba.trafficmanager.net:443/teams/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://smba.infra.gov.teams.microsoft.us/teams",
    "https://smba.infra.dod.teams.microsoft.us/teams",
    "https://europe.directline.botframework.com/",
    "https://api.botframework.azure.cn/",
  ])("%s is trusted with credentials, and never in local mode", (url) => {
    expect(trustsMicrosoft(url)).toBe(true);
    expect(trustLoopback(url)).toBe(false);
  });

  it.each(["http://localhost:56150/_connector", "http://127.0.0.1:1/", "http://[::1]:3/"])(
    "%s, which is this machine, is trusted in local mode, and gets no token otherwise",
    (url) => {
      expect(trustLoopback(url)).toBe(true);
      expect(trustsMicrosoft(url)).toBe(false);
    },
  );

  it.each([
    "http://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://evil@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://smba.trafficmanager.net\\@evil.example/..",
    "https://evil.trafficmanager.net/",
    "https://smba.trafficmanager.net./",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example/https://smba.trafficmanager.net/",
    "https://evil.example#smba.trafficmanager.net",
    "https://evilbotframework.com/",
    "https://localhost.evil.example/",
    "http://127.0.0.1.evil.example/",
    "http://user:secret@127.0.0.1/",
    "http://169.254.169.254/",
    "http://2130706433.evil.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "no url",
    "",
  ])("%s is trusted by nobody", (url) => {
    expect(trustLoopback(url)).toBe(false);
    expect(trustsMicrosoft(url)).toBe(false);
  });

  it("is trusted by the configured hosts alone, once there are any", () => {
    const trusts = trustHosts(["connector.contoso.example"]);
    expect(trusts("https://connector.contoso.example/teams")).toBe(true);
    expect(trusts("https://eu.connector.contoso.example/")).toBe(true);
    expect(trusts("https://smba.trafficmanager.net/teams/")).toBe(false);
  });
});
