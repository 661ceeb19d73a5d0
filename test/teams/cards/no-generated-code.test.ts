import { afterEach, describe, expect, test } from "vitest";
import { readSourceFiles } from "../../house/source-files.js";

const real = { Function: globalThis.Function, eval: Reflect.get(globalThis, "eval") };

afterEach(() => Object.assign(globalThis, real));

/** Whoever makes code of text from here on fails. */
function forbidGeneratedCode(): void {
  const refuse = () => {
    throw new EvalError("code is made of text");
  };
  const Refusing = new Proxy(real.Function, { construct: refuse, apply: refuse });
  Object.assign(globalThis, { Function: Refusing, eval: refuse });
}

describe("code made of text", () => {
  test("would be found", () => {
    forbidGeneratedCode();
    const run = Reflect.get(globalThis, "eval");
    expect(() => Function("return 1")()).toThrow(EvalError);
    expect(() => run("1")).toThrow(EvalError);
  });

  test("is not needed to fill any card", async () => {
    forbidGeneratedCode();
    const { cardCases } = await import("./card-cases.js");
    expect(cardCases.length).toBeGreaterThan(30);
  });

  test("is nowhere in the product", () => {
    const maker =
      /\beval\s*\(|\bFunction\s*\(|\.constructor\s*\(|from "(node:)?vm"|import\s*\((?!")/;
    const found = readSourceFiles("src").filter(({ text }) => maker.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
