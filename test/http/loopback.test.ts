import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { isLoopbackAddress } from "../../src/http/loopback.js";

test.each(["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"])(
  "%s is this machine",
  (address) => {
    expect(isLoopbackAddress(address)).toBe(true);
  },
);

test.each(["10.0.0.5", "203.0.113.9", "::", "::2", "::ffff:10.0.0.5", "127.evil", "", undefined])(
  "%s is not this machine",
  (address) => {
    expect(isLoopbackAddress(address)).toBe(false);
  },
);

test("what Node calls internal is this machine, and nothing else", () => {
  for (const { address, internal } of Object.values(networkInterfaces()).flatMap((a) => a ?? [])) {
    if (!address.startsWith("fe80")) expect(isLoopbackAddress(address)).toBe(internal);
  }
});
