// Draws the two icons of the Teams app: a shield with a barred gate in it.
// Usage: node scripts/draw-icons.mjs [FOLDER]   (appPackage unless said)
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PNG } from "pngjs";

/** @typedef {(x: number, y: number) => number} Distance  Signed distance to a shape, negative inside. */
/** @typedef {readonly [red: number, green: number, blue: number]} Colour */
/** @typedef {{ readonly shape: Distance, readonly colour: (y: number) => Colour }} Layer */

/** Samples per pixel side: edges are averaged over 25 samples. */
const SAMPLES = 5;

/** @type {Colour} */ const WHITE = [255, 255, 255];
/** @type {Colour} */ const AMBER = [255, 185, 56];
/** @type {Colour} */ const TOP = [74, 92, 214];
/** @type {Colour} */ const BOTTOM = [35, 44, 130];

/** @type {(from: Colour, to: Colour, share: number) => Colour} */
const blend = ([r, g, b], [r2, g2, b2], share) => [
  r + (r2 - r) * share,
  g + (g2 - g) * share,
  b + (b2 - b) * share,
];

/** @type {(...shapes: Distance[]) => Distance} */
const union =
  (...shapes) =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

/** @type {(a: Distance, b: Distance) => Distance} */
const intersection = (a, b) => (x, y) => Math.max(a(x, y), b(x, y));

/** @type {(shape: Distance, by: number) => Distance} */
const grow = (shape, by) => (x, y) => shape(x, y) - by;

/** @type {(shape: Distance, width: number) => Distance} A line along the edge, on its inner side. */
const innerLine = (shape, width) => (x, y) => Math.abs(shape(x, y) + width / 2) - width / 2;

/** @type {(left: number, top: number, right: number, bottom: number) => Distance} */
const box = (left, top, right, bottom) => (x, y) => {
  const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2;
  const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
};

/** @type {(centreX: number, centreY: number, radius: number) => Distance} */
const disc = (centreX, centreY, radius) => (x, y) => Math.hypot(x - centreX, y - centreY) - radius;

/** @type {(points: readonly (readonly [number, number])[]) => Distance} */
const polygon = (points) => {
  const edges = points.map(([x, y], index) => {
    const [fromX, fromY] = points.at(index - 1) ?? [0, 0];
    return { fromX, fromY, edgeX: x - fromX, edgeY: y - fromY };
  });
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    let inside = false;
    for (const { fromX, fromY, edgeX, edgeY } of edges) {
      const along = ((x - fromX) * edgeX + (y - fromY) * edgeY) / (edgeX ** 2 + edgeY ** 2);
      const t = Math.min(1, Math.max(0, along));
      nearest = Math.min(nearest, (x - fromX - t * edgeX) ** 2 + (y - fromY - t * edgeY) ** 2);
      const crossesRow = fromY > y !== fromY + edgeY > y;
      if (crossesRow && x < fromX + ((y - fromY) / edgeY) * edgeX) inside = !inside;
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  };
};

/** A shield in the square from -1 to 1: a raised middle at the top, straight sides, a point below. */
function outlineShield() {
  const half = 0.8;
  /** @type {[number, number][]} */
  const right = [];
  for (let step = 0; step <= 12; step++) {
    const x = (half * step) / 12;
    right.push([x, -0.94 + 0.2 * Math.sin(((x / half) * Math.PI) / 2) ** 2]);
  }
  for (let step = 0; step <= 24; step++) {
    const down = step / 24;
    right.push([half * Math.cos((Math.PI / 2) * down ** 1.55), -0.05 + 0.97 * down]);
  }
  /** @type {[number, number][]} */
  const left = right.map(([x, y]) => [-x, y]);
  return polygon([...right, ...left.slice(1, -1).reverse()]);
}

/** An arched gateway, `half` wide to each side, standing on `floor`. */
function outlineGate(
  /** @type {number} */ half,
  /** @type {number} */ spring,
  /** @type {number} */ floor,
) {
  return union(box(-half, spring, half, floor), disc(0, spring, half));
}

/** @returns {Layer[]} */
function layColourIcon() {
  const scale = 1.62;
  /** @type {(shape: Distance) => Distance} */
  const scaled = (shape) => (x, y) => shape(x * scale, (y + 0.01) * scale) / scale;
  const gate = outlineGate(0.43, -0.13, 0.4);
  const bars = union(box(-0.235, -1, -0.155, 1), box(0.155, -1, 0.235, 1), box(-1, -0.08, 1, 0));
  /** @type {(y: number) => Colour} */
  const ground = (y) => blend(TOP, BOTTOM, (y + 1) / 2);
  return [
    { shape: () => -1, colour: ground },
    { shape: scaled(grow(outlineShield(), 0.03)), colour: () => WHITE },
    { shape: scaled(gate), colour: ground },
    { shape: scaled(intersection(gate, bars)), colour: () => WHITE },
    { shape: scaled(disc(0, -0.04, 0.19)), colour: ground },
    { shape: scaled(disc(0, -0.04, 0.135)), colour: () => AMBER },
  ];
}

/** @returns {Layer[]} */
function layOutlineIcon() {
  const line = 2 / 16;
  const gate = outlineGate(0.41, -0.12, 0.41);
  const shape = union(
    innerLine(grow(outlineShield(), 0.03), line),
    innerLine(gate, line),
    disc(0, 0, 0.135),
  );
  return [{ shape, colour: () => WHITE }];
}

/**
 * Paints layers from back to front on a transparent square of `size` pixels.
 * @type {(size: number, layers: readonly Layer[]) => PNG}
 */
function paint(size, layers) {
  const image = new PNG({ width: size, height: size });
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      image.data.set(averagePixel(size, row, column, layers), (row * size + column) * 4);
    }
  }
  return image;
}

/** @type {(size: number, row: number, column: number, layers: readonly Layer[]) => number[]} */
function averagePixel(size, row, column, layers) {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const x = ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) / size) * 2 - 1;
    const y = ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size) * 2 - 1;
    const top = layers.findLast(({ shape }) => shape(x, y) <= 0);
    if (top === undefined) continue;
    covered++;
    top.colour(y).forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + value;
    });
  }
  // A transparent pixel stays white underneath, so that scaling never draws a dark fringe.
  const colour = covered === 0 ? WHITE : sum.map((value) => Math.round(value / covered));
  return [...colour, Math.round((covered / SAMPLES ** 2) * 255)];
}

/** The icons by file name: `color.png` 192 by 192, full colour; `outline.png` 32 by 32, white lines. */
export function drawIcons() {
  return {
    "color.png": paint(192, layColourIcon()),
    "outline.png": paint(32, layOutlineIcon()),
  };
}

if (process.argv[1] === import.meta.filename) {
  const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../appPackage"));
  for (const [name, image] of Object.entries(drawIcons())) {
    writeFileSync(join(folder, name), PNG.sync.write(image));
  }
}
