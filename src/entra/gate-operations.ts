const PAGES = "https://learn.microsoft.com/graph/api";
const REQUESTS = "/identityGovernance/entitlementManagement/assignmentRequests";

/** What the gate in front of Entra's access packages does in Microsoft Graph. */
export const gateOperations = {
  resumeRequest: {
    method: "POST",
    version: "v1.0",
    path: `${REQUESTS}/{id}/resume`,
    permission: "EntitlementManagement.ReadWrite.All",
    feature: "gate",
    purpose: "lets a request go on, or ends it, once it is decided",
    source: `${PAGES}/accesspackageassignmentrequest-resume`,
  },
  readRequest: {
    method: "GET",
    version: "v1.0",
    path: `${REQUESTS}/{id}`,
    permission: "EntitlementManagement.Read.All",
    feature: "gate",
    purpose: "sees whether a request still waits, was canceled or was decided in Entra",
    source: `${PAGES}/accesspackageassignmentrequest-get`,
  },
  listRequests: {
    method: "GET",
    version: "v1.0",
    path: REQUESTS,
    permission: "EntitlementManagement.Read.All",
    feature: "gate",
    purpose: "finds requests that wait for an answer, at start and every hour",
    source: `${PAGES}/entitlementmanagement-list-assignmentrequests`,
  },
  readControl: {
    method: "GET",
    version: "beta",
    path: "/identityGovernance/entitlementManagement/controlConfigurations/{name}",
    permission: "EntitlementManagement.Read.All",
    feature: "controls",
    purpose: "shows an administrator whether Entra's own control asks for the same review",
    source: `${PAGES}/entraidprotectionriskyuserapproval-get`,
  },
  installForPerson: {
    method: "POST",
    version: "v1.0",
    path: "/users/{id}/teamwork/installedApps",
    permission: "TeamsAppInstallation.ReadWriteSelfForUser.All",
    feature: "installation",
    purpose: "installs itself for an approver, so that a card reaches him before he has written",
    source: `${PAGES}/userteamwork-post-installedapps`,
  },
} as const;
