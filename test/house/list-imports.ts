const COMMENT_OR_STRING =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
const STATEMENT =
  /(?:^|[;{}\n])\s*(?:import|export)\s*(?:type\s+)?(?:[\w$*{][^;'"()]*?\sfrom\s*)?["']([^"'\n]+)["']/g;
const CALL = /\b(?:import|require)\s*\(\s*["'`]([^"'`\n]+)["'`]/g;

/**
 * Every module a source names: import and export statements (types too), `import()` and `require()`.
 * Comments are left out; a name that is computed at run time is not seen.
 */
export function listImports(source: string): string[] {
  const code = source.replace(COMMENT_OR_STRING, (part) =>
    part.startsWith("/*") || part.startsWith("//") ? " " : part,
  );
  return [...code.matchAll(STATEMENT), ...code.matchAll(CALL)].map((match) => match[1] ?? "");
}
