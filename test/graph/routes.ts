import type { GraphRoute } from "./graph-route.js";
import { accessPackageRoutes } from "./routes/access-packages.js";
import { assignmentRequestRoutes } from "./routes/assignment-requests.js";
import { controlConfigurationRoutes } from "./routes/control-configurations.js";
import { groupRoutes } from "./routes/groups.js";
import { identityProtectionRoutes } from "./routes/identity-protection.js";
import { installedAppRoutes } from "./routes/installed-apps.js";
import { roleRoutes } from "./routes/roles.js";
import { userRoutes } from "./routes/users.js";

/** Everything that the local Graph answers. A new operation is a file in `routes/` and a line here. */
export const graphRoutes: readonly GraphRoute[] = [
  ...userRoutes,
  ...groupRoutes,
  ...roleRoutes,
  ...identityProtectionRoutes,
  ...accessPackageRoutes,
  ...assignmentRequestRoutes,
  ...installedAppRoutes,
  ...controlConfigurationRoutes,
];
