import { DatabaseError } from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../../src/approval/instant.js";
import { StoreUnavailableError } from "../../../src/service/ports/store.js";
import { Refusals } from "../../../src/store/postgres/refusals.js";
import { NOW } from "../../builders/request.js";

function refusal(code: string): StoreUnavailableError {
  const cause = new DatabaseError("refused", 0, "error");
  cause.code = code;
  return new StoreUnavailableError(undefined, { cause });
}
const full = refusal("53100");

let refusals: Refusals;
beforeEach(() => {
  refusals = new Refusals();
});

describe("refusals of a database that is there", () => {
  it("T6 are an outage from 10 s on, which lasts until a commit was taken", () => {
    refusals.failed(full, NOW);
    refusals.failed(full, NOW + 10 * SECOND - 1);
    expect(refusals.unsaved).toBeUndefined();
    refusals.failed(full, NOW + MINUTE);
    expect(refusals.unsaved).toEqual({ from: NOW, to: NOW + MINUTE });
    refusals.committed();
    expect(refusals.unsaved).toEqual({ from: NOW, to: NOW + MINUTE });
    refusals.failed(full, NOW + 5 * MINUTE);
    expect(refusals.unsaved).toBeUndefined();
    refusals.failed(full, NOW + 6 * MINUTE);
    expect(refusals.unsaved).toEqual({ from: NOW + 5 * MINUTE, to: NOW + 6 * MINUTE });
  });

  it("T6 are recorded once, and again when they go on", () => {
    refusals.failed(full, NOW);
    refusals.failed(full, NOW + MINUTE);
    refusals.saved({ from: NOW, to: NOW + MINUTE });
    expect(refusals.unsaved).toBeUndefined();
    refusals.failed(full, NOW + 2 * MINUTE);
    refusals.saved({ from: NOW, to: NOW + MINUTE });
    expect(refusals.unsaved).toEqual({ from: NOW, to: NOW + 2 * MINUTE });
  });

  it.each([
    ["a row that is held", refusal("55P03")],
    ["connections that this node lacks", refusal("53300")],
    ["a connection that broke", new StoreUnavailableError()],
    ["anything else", new Error("53100")],
  ])("T6 are not %s", (_, error) => {
    refusals.failed(error, NOW);
    refusals.failed(error, NOW + MINUTE);
    expect(refusals.unsaved).toBeUndefined();
  });
});
