import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname } from "node:path";

/** Keeps figures, and the machine that they are of, where a file was asked for. */
export async function keepJson(file: string | undefined, figures: object): Promise<void> {
  if (file === undefined) return;
  const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ machine, ...figures }, null, 2)}\n`);
}
