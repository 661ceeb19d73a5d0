/**
 * Gives a bearer token for Microsoft Graph, a kept one while it is valid. Rejects when there is none to be had. What it
 * returns never reaches a log.
 */
export type TokenSource = () => Promise<string>;
