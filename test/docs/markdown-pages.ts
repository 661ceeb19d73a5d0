import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../house/source-files.js";

/** A page of the documentation: path from the project root with forward slashes, and its text. */
export interface MarkdownPage {
  readonly path: string;
  readonly text: string;
}

/** Where a stranger reads: the root and everything below `docs`. */
export function readMarkdownPages(): MarkdownPage[] {
  return [...listMarkdown("."), ...listFolders("docs").flatMap(listMarkdown)]
    .sort()
    .map((path) => ({ path, text: readPage(path) }));
}

/** @param path from the project root */
export function readPage(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

/** Where to keep a page that is written anew, and whether something lies there. */
export function locate(path: string): { readonly file: string; readonly exists: boolean } {
  const file = join(projectRoot, path);
  return { file, exists: existsSync(file) };
}

function listMarkdown(folder: string): string[] {
  return readdirSync(join(projectRoot, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => (folder === "." ? name : `${folder}/${name}`));
}

function listFolders(folder: string): string[] {
  const below = readdirSync(join(projectRoot, folder), { withFileTypes: true });
  const inner = below.filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap((entry) => listFolders(`${folder}/${entry.name}`))];
}
