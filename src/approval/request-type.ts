const REVIEWED_TYPES = new Set(["useradd", "adminadd", "onbehalfadd", "userupdate", "userextend"]);

/** Rule I5: of Entra's call-outs only additions are reviewed. Case does not matter. */
export function isReviewedRequestType(requestType: string): boolean {
  return REVIEWED_TYPES.has(requestType.toLowerCase());
}
