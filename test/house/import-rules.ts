import { posix } from "node:path";
import { listImports } from "./list-imports.js";
import type { SourceFile } from "./source-files.js";

/** Which folders of `src` a folder may import, itself apart. `root` stands for the files of `src` itself. */
export const allowedFolders: Readonly<Record<string, readonly string[]>> = {
  approval: [],
  audit: ["approval"],
  config: ["approval"],
  tokens: [],
  service: ["approval", "audit"],
  store: ["approval", "audit", "service"],
  teams: ["approval", "audit", "service", "tokens", "root"],
  entra: ["approval", "service", "tokens", "root"],
  local: ["approval", "service", "root"],
  http: ["approval", "service", "teams", "entra", "tokens", "root"],
};

/** Packages with one home: nothing outside the folder may name them. */
const packageHomes: readonly { readonly name: RegExp; readonly home: string }[] = [
  { name: /^bot(builder|framework)/, home: "src/teams/" },
  { name: /^(adaptivecards|adaptive-expressions)/, home: "src/teams/" },
  { name: /^jose/, home: "src/tokens/" },
  { name: /^@azure\//, home: "src/entra/" },
  { name: /^restify/, home: "src/http/" },
  { name: /^(lowdb|steno)(\/|$)/, home: "src/store/lowdb/" },
  { name: /^(pg|kysely)(\/|-|$)/, home: "src/store/postgres/" },
  { name: /^@microsoft\/m365agentsplayground/, home: "src/local/" },
];

/** The built-in modules through which the world would reach the use cases without a port. */
const ioModules =
  /^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|worker_threads|cluster|process)(\/|$)/;

/** The rules of docs/architecture.md that the imports break, one sentence each; empty when all is well. */
export function findImportViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    listImports(file.text).flatMap((name) => {
      const reason = name.startsWith(".")
        ? judgePath(file.path, name)
        : judgePackage(file.path, name);
      return reason === undefined ? [] : [`${file.path} imports ${name}: ${reason}`];
    }),
  );
}

function judgePath(path: string, name: string): string | undefined {
  const target = posix.join(posix.dirname(path), name);
  if (!target.startsWith("src/")) return "the product imports nothing outside src";
  if (target === "src/main.js") return "main wires everything and is imported by nothing";
  const from = folderOf(path);
  const to = folderOf(target);
  if (from === "root" || from === to) return judgeStoreSibling(path, target);
  const allowed = allowedFolders[from];
  if (allowed === undefined) return `src/${from} has no line in the import rules`;
  return allowed.includes(to) ? undefined : `src/${from} may not import ${to}`;
}

function judgeStoreSibling(path: string, target: string): string | undefined {
  const stores = ["src/store/lowdb/", "src/store/postgres/"];
  const from = stores.find((folder) => path.startsWith(folder));
  const to = stores.find((folder) => target.startsWith(folder));
  return from && to && from !== to ? "the two stores know nothing of each other" : undefined;
}

function judgePackage(path: string, name: string): string | undefined {
  if (path.startsWith("src/approval/")) {
    return name === "zod" ? undefined : "the core imports zod and itself only";
  }
  const kept = packageHomes.find((rule) => rule.name.test(name) && !path.startsWith(rule.home));
  if (kept) return `only ${kept.home} may`;
  if (path.startsWith("src/service/") && ioModules.test(name))
    return "a use case reaches the world by ports";
  if (path.startsWith("src/audit/") && ioModules.test(name))
    return "a verification has its bytes handed in";
  return undefined;
}

function folderOf(path: string): string {
  const [, folder = "", ...rest] = path.split("/");
  return rest.length === 0 ? "root" : folder;
}
