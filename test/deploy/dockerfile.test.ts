import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import { readCopy, readInstructions, readStages } from "../../scripts/dockerfile.mjs";
import { projectRoot } from "../house/source-files.js";

const text = readFileSync(join(projectRoot, "Dockerfile"), "utf8");
const stages = readStages(text);
const last = stages.at(-1)?.instructions ?? [];
const allowed = readFileSync(join(projectRoot, ".dockerignore"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

/** The text of the last instruction of this name in the stage that becomes the image. */
function inTheEnd(name: string): string {
  return last.findLast((instruction) => instruction.name === name)?.text ?? "";
}

describe("the Dockerfile", () => {
  test("builds in stages of their own and keeps nothing of them but the program and its packages", () => {
    expect(stages.map(({ alias }) => alias)).toEqual(["build", "modules", "2"]);
    const copies = last.filter(({ name }) => name === "COPY").map(readCopy);
    expect(copies.map(({ from, target }) => [from, target])).toEqual([
      [undefined, "./"],
      [undefined, "cards"],
      ["modules", "node_modules"],
      ["build", "dist"],
    ]);
  });

  test("begins with one image of Node, of the version that the project is made for, and not with the newest", () => {
    expect(new Set(stages.map(({ image }) => image)).size).toBe(1);
    expect(stages[0]?.image).toMatch(/^node:24-[a-z]+-slim$/);
  });

  test("installs what the lock file says, without development tools and without the chat windows of local mode", () => {
    const runs = stages.flatMap(({ instructions }) =>
      instructions.filter(({ name }) => name === "RUN").map((run) => run.text),
    );
    expect(runs.filter((run) => /npm (?:install|i|update)\b/.test(run))).toEqual([]);
    expect(runs).toContain("npm ci --omit=dev");
    expect(runs).toContain("npm uninstall --no-save --omit=dev @microsoft/m365agentsplayground");
    expect(runs.join("\n")).not.toMatch(/curl|wget|apt-get|--allow-scripts/);
  });

  test("runs as a user by number who is not root, in production, and says which folder it writes to", () => {
    expect(inTheEnd("USER")).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(inTheEnd("ENV")).toBe("NODE_ENV=production DATA_DIR=/data");
    expect(inTheEnd("VOLUME")).toBe("/data");
    const user = last.findIndex(({ name }) => name === "USER");
    expect(last.slice(user).filter(({ name }) => name === "RUN" || name === "COPY")).toEqual([]);
  });

  test("starts the program itself, so that it gets the signals, and asks its health without another tool", () => {
    expect(JSON.parse(inTheEnd("CMD"))).toEqual(["node", "dist/main.js"]);
    const [, command = ""] = inTheEnd("HEALTHCHECK").split(" CMD ");
    expect(JSON.parse(command)).toEqual(["node", "dist/health-check.js"]);
    expect(existsSync(join(projectRoot, "src/health-check.ts"))).toBe(true);
  });

  test("is a Dockerfile in which a linter finds nothing", () => {
    expect(validate(text)).toEqual([]);
    expect(validate("FROM node\nRUNN npm ci\nUSER\n")).toHaveLength(2);
  });

  test("holds no secret and takes none while it is built", () => {
    const given = readInstructions(text).filter(({ name }) => name === "ARG" || name === "ENV");
    expect(given.map((instruction) => instruction.text)).toEqual([
      "NODE_IMAGE=node:24-bookworm-slim",
      "NODE_ENV=production DATA_DIR=/data",
    ]);
  });

  test("copies what is there, and .dockerignore lets in nothing else", () => {
    expect(allowed[0]).toBe("*");
    const sources = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ name }) => name === "COPY")
      .map(readCopy)
      .filter(({ from }) => from === undefined)
      .flatMap((copy) => copy.sources);
    expect(sources.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
    expect(allowed.slice(1).sort()).toEqual([...new Set(sources)].map((path) => `!${path}`).sort());
  });
});

test("an instruction over several lines is one, and a comment is none", () => {
  expect(readInstructions('# no\nRUN one \\\n  # no\n  two\n\nCMD ["x"]\n')).toEqual([
    { line: 2, name: "RUN", text: "one   two" },
    { line: 6, name: "CMD", text: '["x"]' },
  ]);
});
