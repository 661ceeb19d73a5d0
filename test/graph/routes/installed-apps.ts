import { type GraphRoute, notFound, refuse } from "../graph-route.js";

const APP = /^\S+\/v1\.0\/appCatalogs\/teamsApps\/([0-9a-f-]{36})$/;

export const installedAppRoutes: readonly GraphRoute[] = [
  {
    method: "POST",
    path: "/v1.0/users/{id}/teamwork/installedApps",
    anyOf: [
      "TeamsAppInstallation.ReadWriteSelfForUser.All",
      "TeamsAppInstallation.ReadWriteForUser.All",
    ],
    answer: ({ world, params, body }) => {
      const id = params.id ?? "";
      if (!world.users.has(id)) return notFound();
      const bound = (body as Record<string, unknown> | undefined)?.["teamsApp@odata.bind"];
      const app = APP.exec(String(bound))?.[1];
      if (app !== world.catalogAppId) return refuse(404, "NotFound", "No such app.");
      if (world.installedFor.has(id)) return refuse(409, "Conflict", "The app is installed.");
      world.installedFor.add(id);
      return { status: 201 };
    },
  },
];
