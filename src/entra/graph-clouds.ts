/** Where one cloud of Microsoft has Graph, and who signs for it. */
export interface GraphCloud {
  /** Address of Graph, without a version. */
  readonly root: string;
  /** Whom the bot gets its tokens from. */
  readonly authorityHost: string;
}

/** Microsoft's addresses (Graph: national cloud deployments). GCC is part of the public cloud. */
export const GRAPH_CLOUDS: Readonly<
  Record<"public" | "usGovernment" | "usGovernmentDoD", GraphCloud>
> = {
  public: {
    root: "https://graph.microsoft.com",
    authorityHost: "https://login.microsoftonline.com",
  },
  usGovernment: {
    root: "https://graph.microsoft.us",
    authorityHost: "https://login.microsoftonline.us",
  },
  usGovernmentDoD: {
    root: "https://dod-graph.microsoft.us",
    authorityHost: "https://login.microsoftonline.us",
  },
};
