import { expect, test } from "vitest";
import { z } from "zod";
import { parseForeignJson } from "../src/parse-json.js";

const TRAP = '{"id":{"length":{"toString":1,"valueOf":1}},"list":[{"length":3}]}';
const schema = z.object({ id: z.string().min(1).max(20) });

test("a length that is an object is left out, because a schema would trip over it", () => {
  expect(() => schema.safeParse(JSON.parse(TRAP))).toThrow(TypeError);
  expect(schema.safeParse(parseForeignJson(TRAP)).success).toBe(false);
  expect(parseForeignJson(TRAP)).toEqual({ id: {}, list: [{ length: 3 }] });
});

test("a prototype that is written down is a key as any other, and reaches nobody", () => {
  const value = parseForeignJson('{"__proto__":{"polluted":true}}');
  expect(Object.keys(value as object)).toEqual(["__proto__"]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("what is no JSON throws", () => {
  expect(() => parseForeignJson("{")).toThrow(SyntaxError);
});

test("a length is found however it is spelt, and text of people stays as it is", () => {
  expect(parseForeignJson('{"a":{"l\\u0065ngth":{"valueOf":1}}}')).toEqual({ a: {} });
  expect(parseForeignJson('{"length":3,"b":"length"}')).toEqual({ length: 3, b: "length" });
  expect(parseForeignJson('{"name":"Zo\\u00eb"}')).toEqual({ name: "Zoë" });
});
