import { describe, expect, test } from "vitest";
import manifestTemplate from "../../appPackage/manifest.json" with { type: "json" };
import project from "../../package.json" with { type: "json" };
import {
  fillManifest,
  findManifestProblems,
  PackageProblem,
  readPackageValues,
  sampleValues,
} from "../../scripts/app-package.mjs";

const values = { ...sampleValues, DEVELOPER_NAME: 'Contoso "IT" \\ Co' };

/** First words of the grammar, for everyone and approvers, and for administrators. */
const everyoneAndApprovers = "help request status cancel approvals approve deny delegate".split(
  " ",
);
const administrators = "settings requests resend insights deliveries".split(" ");

const bot = manifestTemplate.bots[0];
const commandLists = bot?.commandLists ?? [];

describe("the manifest", () => {
  test("is valid against Microsoft's schema of its version once its placeholders are filled", () => {
    expect(findManifestProblems(fillManifest(values))).toEqual([]);
    expect(manifestTemplate.$schema).toContain(`/v${manifestTemplate.manifestVersion}/`);
  });

  test("is not valid before that, and the check says which placeholder is left", () => {
    expect(findManifestProblems(manifestTemplate)).toContain("${{TEAMS_APP_ID}} has no value");
    expect(() => fillManifest({ ...values, BOT_ID: "not a guid" })).toThrow(/botId must match/);
  });

  test("keeps a value with quotes as text", () => {
    expect(fillManifest(values)).toMatchObject({ developer: { name: 'Contoso "IT" \\ Co' } });
  });

  test("a developer name of more than 32 characters is refused", () => {
    expect(() => fillManifest({ ...values, DEVELOPER_NAME: "x".repeat(33) })).toThrow(/developer/);
  });

  test("carries the version of the project", () => {
    expect(manifestTemplate.version).toBe(project.version);
  });

  test("M1 offers the bot in private chats only, with files for the audit export", () => {
    expect(bot?.scopes).toEqual(["personal"]);
    expect(bot?.supportsFiles).toBe(true);
    expect(commandLists.map((list) => list.scopes)).toEqual([["personal"], ["personal"]]);
  });

  test("names the application that installs it for people who have not opened it, and shows no web page", () => {
    const filled = fillManifest(values);
    expect(filled.webApplicationInfo).toEqual({
      id: values.BOT_ID,
      resource: `api://${values.BOT_ID}`,
    });
    expect(manifestTemplate.webApplicationInfo.id).toBe(bot?.botId);
    expect(filled).toMatchObject({ validDomains: [], defaultInstallScope: "personal" });
    expect(filled).not.toHaveProperty("authorization");
  });

  test("lists the commands of everyone and approvers first, then those of administrators", () => {
    const verbs = commandLists.map((list) =>
      list.commands.map((command) => command.title.split(" ")[0]),
    );
    expect(verbs).toEqual([everyoneAndApprovers, administrators]);
  });

  test("stays within the limits of the menu: 10 commands, titles of 32, descriptions of 128", () => {
    for (const { commands } of commandLists) {
      expect(commands.length).toBeLessThanOrEqual(10);
      for (const { title, description } of commands) {
        expect(title.length).toBeLessThanOrEqual(32);
        expect(description.length).toBeLessThanOrEqual(128);
      }
    }
  });

  test("V1 tells of no risk anywhere, its name included, because every requestor can read it", () => {
    expect(JSON.stringify(fillManifest(sampleValues))).not.toMatch(
      /risk|id protection|id-protection|insider|security review/i,
    );
  });
});

describe("the values of the manifest", () => {
  test("are the sample values when no variable is set, and this is said", () => {
    expect(readPackageValues({ PATH: "/bin", BOT_ID: " " })).toEqual({
      values: sampleValues,
      isSample: true,
    });
  });

  test("come from the environment when all are set", () => {
    expect(readPackageValues({ ...values, PATH: "/bin" })).toEqual({ values, isSample: false });
  });

  test("every missing one is named at once when some are set", () => {
    const some = { ...values, BOT_ID: "", DEVELOPER_NAME: undefined };
    expect(problemsOf(() => readPackageValues(some))).toEqual([
      "BOT_ID is not set",
      "DEVELOPER_NAME is not set",
    ]);
  });
});

function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof PackageProblem) return error.problems;
    throw error;
  }
  return [];
}
