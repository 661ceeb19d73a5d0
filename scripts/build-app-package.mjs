// Builds appPackage/build/appPackage.zip for upload to Teams.
// Usage: npm run package [-- NAME]   where NAME reads the variables from env/.env.NAME first.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fillManifest, PackageProblem, readPackageValues, zipAppPackage } from "./app-package.mjs";

/** The exit code of a wrong environment (EX_CONFIG), the same that the bot itself uses. */
const CONFIGURATION_ERROR = 78;
const root = join(import.meta.dirname, "..");
const target = join(root, "appPackage/build/appPackage.zip");

try {
  const name = process.argv[2];
  if (name !== undefined) loadVariables(`env/.env.${name}`);
  const { values, isSample } = readPackageValues(process.env);
  const zip = zipAppPackage(fillManifest(values));
  mkdirSync(join(root, "appPackage/build"), { recursive: true });
  writeFileSync(target, zip);
  console.log(`${relative(process.cwd(), target)} is built (${zip.length} bytes).`);
  if (isSample) {
    console.log(
      "No variable was set, so it holds sample ids that are registered nowhere. It is good for a look " +
        `and cannot be installed. For an upload set ${Object.keys(values).join(", ")}.`,
    );
  }
} catch (error) {
  if (!(error instanceof PackageProblem)) throw error;
  console.error("The app package is not built:");
  for (const problem of error.problems) console.error(`  - ${problem}`);
  console.error(
    "Set the variables in the environment, or in env/.env.NAME: npm run package -- NAME",
  );
  process.exitCode = CONFIGURATION_ERROR;
}

/** @param {string} file  Path from the project root. */
function loadVariables(file) {
  try {
    process.loadEnvFile(join(root, file));
  } catch {
    throw new PackageProblem([`${file} cannot be read`]);
  }
}
