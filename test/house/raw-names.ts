import type { SourceFile } from "./source-files.js";

/** Where answers in plain text are written. Cards have `phrase`, and tests of their own. */
const ANSWERING = /^src\/teams\/(?:bot|clicks|commands|dialogs)\//;
/** A variable or property that is called like a name of the directory; not a function of that name. */
const NAME = /\b(?:displayName|\w+Names?)\b(?!\s*\()/g;
/** What leaves nothing of a text that is not inert, with one level of brackets in its brackets. */
const CLEANED =
  /\b(?:inert(?:Name|Text|Title|Reply)|repliedName|quoteTyped|plainText)\((?:[^()]|\([^()]*\))*\)/g;

/** Every place where a name goes into an answer as it is, one sentence each (contract, fine print 14). */
export function findRawNames({ path, text }: SourceFile): string[] {
  if (!ANSWERING.test(path)) return [];
  return listInterpolations(text)
    .filter(({ tag }) => tag !== "phrase")
    .flatMap(({ expression }) => {
      const names = expression.replace(CLEANED, "").match(NAME) ?? [];
      const raw = names.filter((name) => !isCleanedVariable(text, name));
      return raw.length === 0 ? [] : [`${path}: \${${expression}}`];
    });
}

/** `const packageName = repliedName(…)`. */
function isCleanedVariable(text: string, name: string): boolean {
  const value = text.split(`const ${name} = `)[1]?.split("\n", 1)[0];
  return value !== undefined && value.replace(CLEANED, "") === ";";
}

interface Interpolation {
  readonly tag: string;
  /** Without the templates in it, which are listed by themselves. */
  readonly expression: string;
}

interface Open {
  readonly tag: string;
  /** Undefined in the words of a template, else what has been read of the expression. */
  expression: string | undefined;
  braces: number;
}

const IN_WORDS = /\\[\s\S]|`|\$\{|[\s\S]/y;
const IN_CODE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|\w+`|`|\w+|[\s\S]/y;

/** Every `${…}` of every template of a source, those in one another too. */
export function listInterpolations(source: string): Interpolation[] {
  const found: Interpolation[] = [];
  const stack: Open[] = [];
  for (let at = 0; at < source.length; ) {
    const top = stack.at(-1);
    const isInWords = top !== undefined && top.expression === undefined;
    const token = tokenAt(source, at, isInWords ? IN_WORDS : IN_CODE);
    at += token.length;
    if (isInWords) {
      if (token === "`") stack.pop();
      else if (token === "${") Object.assign(top, { expression: "", braces: 0 });
    } else if (token.endsWith("`")) {
      stack.push({ tag: token.slice(0, -1), expression: undefined, braces: 0 });
    } else if (top?.expression !== undefined) {
      if (token === "}" && top.braces === 0) {
        found.push({ tag: top.tag, expression: top.expression });
        top.expression = undefined;
      } else {
        top.braces += token === "{" ? 1 : token === "}" ? -1 : 0;
        top.expression += token;
      }
    }
  }
  return found;
}

function tokenAt(source: string, at: number, kind: RegExp): string {
  kind.lastIndex = at;
  return kind.exec(source)?.[0] ?? "";
}
