import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { drawIcons } from "../../scripts/draw-icons.mjs";
import { projectRoot } from "../house/source-files.js";

const readIcon = (name: string) => readFileSync(join(projectRoot, "appPackage", name));
const drawn = drawIcons();

/** Width, height, bit depth and colour type as the IHDR chunk of a PNG file states them. */
function readHeader(file: Buffer): number[] {
  expect(file.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  expect(file.subarray(12, 16).toString("latin1")).toBe("IHDR");
  return [file.readUInt32BE(16), file.readUInt32BE(20), file.readUInt8(24), file.readUInt8(25)];
}

describe("the icons", () => {
  test("color.png is 192 by 192 and covers its whole square", () => {
    const file = readIcon("color.png");
    expect(readHeader(file)).toEqual([192, 192, 8, 6]);
    const { data } = PNG.sync.read(file);
    expect(data.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true);
  });

  test("outline.png is 32 by 32 and has white on transparent only", () => {
    const file = readIcon("outline.png");
    expect(readHeader(file)).toEqual([32, 32, 8, 6]);
    const { data } = PNG.sync.read(file);
    expect(data.every((value, index) => index % 4 === 3 || value === 255)).toBe(true);
    const alphas = data.filter((_, index) => index % 4 === 3);
    expect(alphas.filter((alpha) => alpha === 0).length).toBeGreaterThan(300);
    expect(alphas.filter((alpha) => alpha === 255).length).toBeGreaterThan(100);
  });

  test.each(["color.png", "outline.png"] as const)("%s is what the script draws", (name) => {
    expect(PNG.sync.read(readIcon(name)).data.equals(drawn[name].data)).toBe(true);
  });
});
