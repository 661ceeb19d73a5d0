import { readFileSync } from "node:fs";
import { join } from "node:path";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { zipSync } from "fflate";

const root = join(import.meta.dirname, "..");

/** Values for trying the package on one machine: valid in form, registered nowhere. */
export const sampleValues = Object.freeze({
  TEAMS_APP_ID: "00000000-0000-4000-8000-000000000001",
  BOT_ID: "00000000-0000-4000-8000-000000000002",
  DEVELOPER_NAME: "Contoso IT",
  DEVELOPER_WEBSITE_URL: "https://contoso.example",
  DEVELOPER_PRIVACY_URL: "https://contoso.example/privacy",
  DEVELOPER_TERMS_URL: "https://contoso.example/terms",
});

const variableNames = Object.keys(sampleValues);
const placeholder = /\$\{\{(\w+)\}\}/g;

/**
 * Picks the values of the manifest out of an environment. None of them set means the sample values;
 * some of them set and others missing or blank is an error that names every missing one.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {{ values: Record<string, string>, isSample: boolean }}
 */
export function readPackageValues(environment) {
  const found = variableNames.flatMap((name) => {
    const value = environment[name]?.trim();
    return value ? [/** @type {const} */ ([name, value])] : [];
  });
  if (found.length === 0) return { values: { ...sampleValues }, isSample: true };
  const values = Object.fromEntries(found);
  const missing = variableNames.filter((name) => !(name in values));
  if (missing.length > 0) throw new PackageProblem(missing.map((name) => `${name} is not set`));
  return { values, isSample: false };
}

/**
 * The manifest with its placeholders filled. Values are put into parsed strings, so no value can
 * change the structure. A placeholder without a value and a breach of Microsoft's schema are refused.
 * @param {Readonly<Record<string, string>>} values
 * @returns {Record<string, unknown>}
 */
export function fillManifest(values) {
  const template = readFileSync(join(root, "appPackage/manifest.json"), "utf8");
  const manifest = JSON.parse(template, (_key, node) =>
    typeof node === "string"
      ? node.replace(placeholder, (whole, name) => values[name] ?? whole)
      : node,
  );
  const problems = findManifestProblems(manifest);
  if (problems.length > 0) throw new PackageProblem(problems);
  return manifest;
}

/**
 * What the manifest schema of the version that the manifest names has against it; empty when valid.
 * The schemas come with the package of development tools, so nothing is fetched.
 * @param {Record<string, unknown>} manifest
 * @returns {string[]}
 */
export function findManifestProblems(manifest) {
  const schemas = "node_modules/@microsoft/app-manifest/build/json-schemas/teams";
  const file = join(root, schemas, `v${manifest.manifestVersion}`, "MicrosoftTeams.schema.json");
  const ajv = new AjvDraft04.default({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
  validate(manifest);
  const left = JSON.stringify(manifest).match(placeholder) ?? [];
  return [
    ...left.map((name) => `${name} has no value`),
    ...(validate.errors ?? []).map((error) => `manifest${error.instancePath} ${error.message}`),
  ];
}

/**
 * The package for upload: the manifest and both icons at the root of a zip file. The same manifest
 * gives the same bytes on every machine and on every day.
 * @param {Record<string, unknown>} manifest
 */
export function zipAppPackage(manifest) {
  const readIcon = (/** @type {string} */ name) => readFileSync(join(root, "appPackage", name));
  // The archive stores local time, and this is read as local time: the zone makes no difference.
  const mtime = new Date(2000, 0, 1);
  return zipSync(
    {
      "manifest.json": new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`),
      "color.png": readIcon("color.png"),
      "outline.png": readIcon("outline.png"),
    },
    { mtime, level: 9 },
  );
}

/** The package cannot be built; every problem is in `problems`, one sentence each. */
export class PackageProblem extends Error {
  /** @param {readonly string[]} problems */
  constructor(problems) {
    super(problems.join("; "));
    this.name = "PackageProblem";
    this.problems = problems;
  }
}
