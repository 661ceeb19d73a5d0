import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PriorityHeap } from "../../../src/teams/connector/priority-heap.js";

describe("PriorityHeap", () => {
  it("gives items back in order, whatever the order of pushing and popping", () => {
    const push = fc.integer().map((value) => ({ value }));
    fc.assert(
      fc.property(fc.array(fc.option(push)), (steps) => {
        const heap = new PriorityHeap<number>((one, other) => one < other);
        let model: number[] = [];
        for (const step of steps) {
          if (step) {
            heap.push(step.value);
            model = [...model, step.value].sort((one, other) => one - other);
          } else {
            expect(heap.pop()).toBe(model.shift());
          }
          expect(heap.peek()).toBe(model[0]);
        }
      }),
    );
  });
});
