import { describe, expect, test } from "vitest";
import { findImportViolations } from "./import-rules.js";
import { listImports } from "./list-imports.js";
import { seededViolations } from "./seeded-violations.js";
import { readSourceFiles } from "./source-files.js";

describe("who may import whom", () => {
  test("every import of src keeps the rules of the architecture", () => {
    expect(findImportViolations(readSourceFiles("src"))).toEqual([]);
  });

  test.each(seededViolations)("$path may not import $name", ({ path, name }) => {
    const text = `import { thing } from "${name}";\nexport const other = thing;\n`;
    expect(findImportViolations([{ path, text }])).toHaveLength(1);
  });

  test("the imports that the architecture draws are allowed", () => {
    const text = (name: string) => `import type { Thing } from "${name}";\n`;
    const files = [
      { path: "src/approval/request.ts", text: text("zod") + text("./text.js") },
      { path: "src/approval/plan/order.ts", text: text("../text.js") },
      { path: "src/service/submit.ts", text: text("../approval/request.js") + text("node:crypto") },
      { path: "src/store/lowdb/open.ts", text: text("lowdb") + text("../../service/store.js") },
      { path: "src/teams/bot.ts", text: text("botbuilder") + text("../service/submit.js") },
      { path: "src/http/server.ts", text: text("restify") + text("../teams/bot.js") },
      { path: "src/main.ts", text: text("./http/server.js") + text("./store/lowdb/open.js") },
    ];
    expect(findImportViolations(files)).toEqual([]);
  });

  test("every spelling of an import is seen, and a comment is none", () => {
    const source = [
      'import a from "one";',
      'import type { B } from "two";',
      'import {\n  c,\n  type D,\n} from "three";',
      'import "four";',
      'export * from "five";',
      'export { e } from "six";',
      'const f = await import("seven");',
      'const g = require("eight");',
      '// import h from "commented";',
      '/* import i from "commented"; */',
      'import * as j from "nine";',
    ].join("\n");
    expect(listImports(source).sort()).toEqual(
      ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].sort(),
    );
  });
});
