import { z } from "zod";

const claimsSchema = z.object({
  roles: z.array(z.string()).optional(),
  appid: z.string().optional(),
  tid: z.string().optional(),
});

export interface GrantedPermissions {
  /** Application permissions that the token names. */
  readonly permissions: readonly string[];
  readonly appId?: string;
  readonly tenantId?: string;
}

/**
 * What a token for Graph says was granted, for a report to its owner and for nothing else: the form of these tokens is
 * Microsoft's own affair. Undefined when it cannot be read.
 */
export function readGrantedPermissions(token: string): GrantedPermissions | undefined {
  try {
    const middle = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    const { roles, appid, tid } = claimsSchema.parse(JSON.parse(middle));
    return {
      permissions: roles ?? [],
      ...(appid !== undefined && { appId: appid }),
      ...(tid !== undefined && { tenantId: tid }),
    };
  } catch {
    return undefined;
  }
}
