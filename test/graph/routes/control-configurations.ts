import { type GraphRoute, notFound, ok } from "../graph-route.js";

/** Entra's own controls, of the beta. Names are told apart without looking at their case. */
export const controlConfigurationRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/beta/identityGovernance/entitlementManagement/controlConfigurations/{name}",
    anyOf: ["EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All"],
    answer: ({ world, params }) => {
      const controls = Object.entries(world.riskControls);
      const [name, control] = controls.find(([key]) => key.toLowerCase() === params.name) ?? [];
      if (!control) return notFound();
      return ok({ "@odata.type": `#microsoft.graph.${name}`, id: name, ...control });
    },
  },
];
