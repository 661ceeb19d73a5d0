import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import parametersFile from "../../infra/azure.parameters.json" with { type: "json" };
import { projectRoot } from "../house/source-files.js";
import { type Declaration, findUnbalanced, isNamedIn, paramsOf, readBicep } from "./bicep-file.js";

const folder = join(projectRoot, "infra");
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".bicep"))
  .sort();
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const only = (path: string, kind: Declaration["kind"]) =>
  readBicep(read(path)).filter((declaration) => declaration.kind === kind);
const namesOf = (declarations: readonly Declaration[]) => declarations.map(({ name }) => name);

/** Where the file of a module is, from the folder of the templates. */
function moduleFile(path: string, { body }: Declaration): string {
  const [, file = ""] = /^ '([^']+)'/.exec(body) ?? [];
  return join(dirname(path), file);
}

const modules = paths.flatMap((path) =>
  only(path, "module").map((module) => ({ path, module, file: moduleFile(path, module) })),
);

describe.each(paths)("infra/%s", (path) => {
  const declarations = readBicep(read(path));
  const textBut = (name: string) =>
    declarations
      .filter((other) => other.name !== name)
      .map(({ body }) => body)
      .join("\n");

  test("uses every parameter and variable that it declares, and closes what it opens", () => {
    const unused = declarations.filter(
      ({ kind, name }) => (kind === "param" || kind === "var") && !isNamedIn(name, textBut(name)),
    );
    expect(namesOf(unused)).toEqual([]);
    expect(findUnbalanced(read(path))).toEqual([]);
  });

  test("declares everything that it names before a dot", () => {
    const known = new Set(namesOf(declarations));
    const named = [
      ...textBut("").matchAll(/(?<![\w.'/-])([a-z]\w*)\.(?:id|name|properties|outputs)\b/g),
    ];
    expect(named.map(([, name = ""]) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  test("explains every parameter, and marks as secure whatever is a password or a key", () => {
    const params = declarations.filter(({ kind }) => kind === "param");
    expect(params.filter((p) => !/@description\('.{7,}'\)/.test(p.decorators))).toEqual([]);
    const secret = params.filter(({ name }) => /password$|key$|secret$/i.test(name));
    const open = secret.filter(({ name }) => !name.startsWith("has"));
    expect(open.filter((p) => !p.decorators.includes("@secure()")).map(({ name }) => name)).toEqual(
      [],
    );
  });

  test("tells no secret in its outputs", () => {
    const secure = declarations.filter((d) => d.decorators.includes("@secure()"));
    for (const { body } of declarations.filter(({ kind }) => kind === "output")) {
      expect(body).not.toMatch(/list[A-Z]\w*\(|sharedKey|password/i);
      expect(secure.filter(({ name }) => isNamedIn(name, body))).toEqual([]);
    }
  });

  test("names a released version of each kind of resource", () => {
    for (const { body } of declarations.filter(({ kind }) => kind === "resource"))
      expect(body).toMatch(/^ '[A-Z]\w+\.\w+(?:\/\w+)+@\d{4}-\d\d-\d\d'/);
  });
});

test("every module is there, gets each parameter that it needs and no other, and each file is used", () => {
  for (const { module, file } of modules) {
    expect(existsSync(join(folder, file)), file).toBe(true);
    const params = only(file, "param");
    const needed = params.filter(({ body }) => !body.includes("="));
    const given = [...paramsOf(module).keys()];
    expect(
      given.filter((name) => !namesOf(params).includes(name)),
      file,
    ).toEqual([]);
    expect(
      namesOf(needed).filter((name) => !given.includes(name)),
      file,
    ).toEqual([]);
  }
  const used = modules.map(({ file }) => file).sort();
  expect(used).toEqual(paths.filter((path) => path.startsWith("modules/")));
});

test("every output of a module is read, and every one that is read is there", () => {
  const main = read("main.bicep");
  for (const { module, file } of modules) {
    const reads = [...main.matchAll(new RegExp(`\\b${module.name}\\.outputs\\.(\\w+)`, "g"))];
    const outputs = namesOf(only(file, "output")).sort();
    expect([...new Set(reads.map(([, name]) => name))].sort(), file).toEqual(outputs);
  }
});

test("a secret goes to secure parameters alone", () => {
  const secure = (path: string) =>
    namesOf(only(path, "param").filter((p) => p.decorators.includes("@secure()")));
  for (const { path, module, file } of modules)
    for (const [name, value] of paramsOf(module))
      for (const secret of secure(path))
        if (isNamedIn(secret, value)) expect(secure(file), `${file} ${name}`).toContain(name);
});

test("the parameters of the Agents Toolkit are parameters of the template, with all that have no default", () => {
  const params = only("main.bicep", "param");
  const given = Object.keys(parametersFile.parameters);
  expect(given.filter((name) => !namesOf(params).includes(name))).toEqual([]);
  const needed = namesOf(params.filter(({ body }) => !body.includes("=")));
  expect(needed.filter((name) => !given.includes(name))).toEqual([]);
});

test("every variable that the program is given is one that it reads, and no tenant file is among them", () => {
  const text = `${read("main.bicep")}${read("modules/app.bicep")}`;
  const given = [...text.matchAll(/name: '([A-Za-z_]+)', (?:value|secretRef):/g)];
  const known = readFileSync(join(projectRoot, "src/config/variables.ts"), "utf8");
  const ofNode = new Set(["NODE_OPTIONS"]);
  const names = given.map(([, name = ""]) => name).filter((name) => !ofNode.has(name));
  expect(names.length).toBeGreaterThan(9);
  expect(names.filter((name) => !known.includes(`  ${name}: `))).toEqual([]);
  expect(names).not.toContain("TENANT_FILE");
});

test("the heap of Node has its part of the container's memory, and leaves room for the rest of the process", () => {
  const text = read("modules/app.bicep");
  const memory = 1_024 * Number(/memory: '(\d+)Gi'/.exec(text)?.[1]);
  const heap = Number(/--max-old-space-size=(\d+)/.exec(text)?.[1]);
  expect(heap).toBeGreaterThan(memory / 2);
  expect(memory - heap).toBeGreaterThanOrEqual(200);
});

test("a parameter that nobody uses, a bracket too many and a module without its parameter are found", () => {
  const text = "param used string\nparam unused string\nvar other = '${used}'\nvar open = [(]\n";
  const found = readBicep(text);
  expect(isNamedIn("used", found.map(({ body }) => body).join())).toBe(true);
  expect(isNamedIn("unused", found.map(({ body }) => body).join())).toBe(false);
  expect(findUnbalanced(text)).not.toEqual([]);
  const [module] = readBicep(
    "module m 'm.bicep' = {\n  params: {\n    one: 1\n    two: [\n      1\n    ]\n  }\n}\n",
  );
  expect([...(module ? paramsOf(module) : [])].map(([name]) => name)).toEqual(["one", "two"]);
});
