import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../house/source-files.js";
import type { Mutant } from "./mutants.js";
import { PRODUCT_FILES, type Product } from "./product.js";

/**
 * The product from a patched copy of its sources; the sources themselves stay as they are. A patch whose text is not
 * there exactly once is an error: after a change of the sources somebody has to look at the mutant again.
 */
export async function mutateProduct(mutant: Mutant): Promise<Product> {
  const folder = join(projectRoot, ".build/mutants", mutant.name.replaceAll(" ", "-"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(projectRoot, "src"), join(folder, "src"), { recursive: true });
  // Templates are looked for beside the sources.
  cpSync(join(projectRoot, "cards"), join(folder, "cards"), { recursive: true });
  for (const { file, find, replace } of mutant.patches) {
    const path = join(folder, "src", file);
    const parts = readFileSync(path, "utf8").split(find);
    if (parts.length !== 2) {
      throw new Error(
        `"${mutant.name}": its text is ${parts.length - 1} times in ${file}: ${find}`,
      );
    }
    writeFileSync(path, parts.join(replace));
  }
  const names = Object.keys(PRODUCT_FILES) as (keyof Product)[];
  const functions = names.map(async (name) => {
    const module: Partial<Product> = await import(join(folder, "src", `${PRODUCT_FILES[name]}.ts`));
    return [name, module[name]] as const;
  });
  const mutated = Object.fromEntries(await Promise.all(functions)) as unknown as Product;
  rmSync(folder, { recursive: true, force: true });
  return mutated;
}
