import { expect, it } from "vitest";
import { createEntraGate } from "../../src/entra/entra-gate.js";
import type { GraphClient } from "../../src/entra/graph-client.js";
import { guid } from "../graph/graph-world.js";

it("the link to My Access names the tenant by the person's domain", () => {
  const graph = {} as GraphClient;
  const gate = createEntraGate({ graph, cloud: "usGovernment", extensions: [] });
  const guest = {
    id: guid("a", 1),
    displayName: "Gus",
    userPrincipalName: "gus_partner.example#EXT#@contoso.onmicrosoft.com",
  };
  expect(gate.requestLink("p-1", guest)).toBe(
    "https://myaccess.microsoft.us/@contoso.onmicrosoft.com#/access-packages/p-1",
  );
});
