import { readSourceFiles } from "../house/source-files.js";

/** A test, or a group of tests, whose name says which rules it proves. */
export interface RuleTest {
  /** Path from the project root. */
  readonly file: string;
  /** `S` and `L` are safety and liveness. */
  readonly rules: readonly string[];
  readonly name: string;
}

const RULE = "(?:[IEPADTCFNVSUM]\\d|S|L)";
/** The first argument of `test`, `it`, `describe` or what `.each` and `.prop` give, when it begins with ids of rules. */
const NAMED = new RegExp(
  `\\(\\s*(["'\`])(${RULE}(?:,? ${RULE})*) ((?:(?!\\1)[^\\\\]|\\\\.)*)\\1,`,
  "g",
);

/** Every test that names a rule, in the order of files and lines. The tests of the documents prove none. */
export function findRuleTests(): RuleTest[] {
  return readSourceFiles("test")
    .filter(({ path }) => !path.startsWith("test/docs/"))
    .flatMap(({ path, text }) => findInText(path, text));
}

export function findInText(file: string, text: string): RuleTest[] {
  return [...text.matchAll(NAMED)].map(([, , ids = "", name = ""]) => ({
    file,
    rules: ids.split(/,? /),
    name,
  }));
}

/** The ids that a page of rules defines: the first cell of its tables, in the order of the page. */
export function listRules(page: string): string[] {
  return [...page.matchAll(new RegExp(`^\\| \\*\\*(${RULE})\\*\\* \\|`, "gm"))].map(
    ([, id = ""]) => id,
  );
}
