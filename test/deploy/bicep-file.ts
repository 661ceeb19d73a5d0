export interface Declaration {
  readonly kind: "param" | "var" | "resource" | "module" | "output";
  readonly name: string;
  /** What follows the name, up to the next declaration, without its decorators. */
  readonly body: string;
  readonly decorators: string;
}

const DECLARATION = /^(param|var|resource|module|output) (\w+)/;

/**
 * The declarations of a Bicep file, comments dropped. Enough to see what refers to what; its grammar is held
 * elsewhere, and whether it compiles is for Bicep's own compiler, which this project cannot install.
 */
export function readBicep(text: string): readonly Declaration[] {
  const declarations: Declaration[] = [];
  let decorators: string[] = [];
  let isBody = false;
  for (const line of text.split("\n").map((content) => content.replace(/^\s*\/\/.*$/, ""))) {
    const [found, kind, name = ""] = DECLARATION.exec(line) ?? [];
    const last = declarations.at(-1);
    if (found !== undefined) {
      const body = `${line.slice(found.length)}\n`;
      const text = decorators.join("\n");
      declarations.push({ kind: kind as Declaration["kind"], name, body, decorators: text });
      decorators = [];
      isBody = true;
    } else if (line.startsWith("@")) {
      decorators.push(line);
      isBody = false;
    } else if (isBody && last) {
      declarations[declarations.length - 1] = { ...last, body: `${last.body}${line}\n` };
    }
  }
  return declarations;
}

/** Whether a text names this symbol, texts in quotation marks apart from what is interpolated in them. */
export function isNamedIn(name: string, text: string): boolean {
  const code = text.replace(/'((?:\\.|[^'\\])*)'/g, (_, inner: string) =>
    [...inner.matchAll(/\$\{([^}]*)\}/g)].map(([, expression]) => ` ${expression} `).join(""),
  );
  return new RegExp(`(?<![\\w.])${name}(?![\\w:])`).test(code);
}

/** The parameters that a module is given: name and expression. */
export function paramsOf({ body }: Declaration): ReadonlyMap<string, string> {
  const [, block = ""] = /\n {2}params: \{\n([\s\S]*?)\n {2}\}/.exec(body) ?? [];
  const entries = [...block.matchAll(/^ {4}(\w+): ([\s\S]*?)(?=\n {4}\w|$(?![\s\S]))/gm)];
  return new Map(entries.map(([, name = "", value = ""]) => [name, value]));
}

/** Brackets that do not match, by line; empty when all do. */
export function findUnbalanced(text: string): readonly string[] {
  const pairs: Readonly<Record<string, string>> = { "}": "{", "]": "[", ")": "(" };
  const open: string[] = [];
  const wrong: string[] = [];
  const code = text.replace(/^\s*\/\/.*$/gm, "").replace(/'(?:\\.|[^'\\\n])*'/g, "");
  for (const sign of code) {
    if ("{[(".includes(sign)) open.push(sign);
    else if (sign in pairs && open.pop() !== pairs[sign]) wrong.push(sign);
  }
  return [...wrong, ...open];
}
