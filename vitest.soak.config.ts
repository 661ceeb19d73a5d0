import { defineConfig } from "vitest/config";

/** Minutes of load on the built program: a run of its own, `npm run soak`. */
export default defineConfig({
  test: {
    include: ["test/soak/**/*.test.ts"],
    allowOnly: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
