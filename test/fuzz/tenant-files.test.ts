import fc from "fast-check";
import { expect, test } from "vitest";
import { isTenantProblems, readTenant } from "../../src/local/tenant.js";
import { formatTenantProblems } from "../../src/local/tenant-file.js";
import { parseForeignJson } from "../../src/parse-json.js";
import { demoTenantFile } from "../story/running-bot.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";
import { anyJson, type Json, mutated } from "./hostile-json.js";

test(
  "a tenant file is read, or every problem of it is told by path",
  () => {
    const run = new FuzzRun("tenant-files", "the demo tenant with up to 3 changes, and any JSON");
    let refused = 0;
    const files = fc.oneof(
      { weight: 9, arbitrary: mutated(demoTenantFile() as Json) },
      { weight: 1, arbitrary: anyJson },
    );
    const property = fc.property(files, (file) => {
      run.count();
      const tenant = readTenant(parseForeignJson(JSON.stringify(file)));
      if (!isTenantProblems(tenant)) {
        expect(tenant.users.length).toBeGreaterThanOrEqual(0);
        return;
      }
      refused += 1;
      expect(tenant.problems.length).toBeGreaterThan(0);
      expect(formatTenantProblems("tenant.json", tenant)).toContain("tenant.json");
    });
    fc.assert(property, fuzzOptions("tenant-files"));
    checkPrototypes();
    run.finish({ refused });
  },
  PATIENCE,
);
