import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { fillManifest, sampleValues, zipAppPackage } from "../../scripts/app-package.mjs";
import { projectRoot } from "../house/source-files.js";

test("the archive holds the manifest and both icons at its root and nothing else", () => {
  const manifest = fillManifest(sampleValues);
  const entries = unzipSync(zipAppPackage(manifest));
  expect(Object.keys(entries)).toEqual(["manifest.json", "color.png", "outline.png"]);
  expect(JSON.parse(new TextDecoder().decode(entries["manifest.json"]))).toEqual(manifest);
  const icon = readFileSync(join(projectRoot, "appPackage/color.png"));
  expect(icon.equals(entries["color.png"] ?? new Uint8Array())).toBe(true);
});

test("the archive is the same to the byte when it is built twice, in any time zone", () => {
  const script = [
    'import { createHash } from "node:crypto";',
    'import { fillManifest, sampleValues, zipAppPackage } from "./scripts/app-package.mjs";',
    "const zip = zipAppPackage(fillManifest(sampleValues));",
    'process.stdout.write(createHash("sha256").update(zip).digest("hex"));',
  ].join("\n");
  const digests = ["UTC", "Pacific/Auckland", "America/Los_Angeles"].map((TZ) => {
    const env = { ...process.env, TZ };
    const args = ["--input-type=module", "--eval", script];
    return spawnSync(process.execPath, args, { cwd: projectRoot, env, encoding: "utf8" }).stdout;
  });
  expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(digests).size).toBe(1);
});

test("the command refuses a half-set environment with exit code 78 and names what is missing", () => {
  const env = { PATH: process.env.PATH, BOT_ID: sampleValues.BOT_ID };
  const args = ["scripts/build-app-package.mjs"];
  const run = spawnSync(process.execPath, args, { cwd: projectRoot, env, encoding: "utf8" });
  expect(run.status).toBe(78);
  expect(run.stderr).toContain("TEAMS_APP_ID is not set");
  expect(run.stderr).toContain("DEVELOPER_TERMS_URL is not set");
});
