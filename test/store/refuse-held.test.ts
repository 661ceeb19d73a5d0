import { expect, it } from "vitest";
import { DAY } from "../../src/approval/instant.js";
import { refuseHeld } from "../../src/move-store.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import type { Holds } from "../../src/service/ports/holds.js";
import { NOW } from "../builders/request.js";

it("a move leaves a folder alone that waits for an administrator", () => {
  const clock = { jump: () => undefined, confirm: async () => undefined };
  const restore = { restored: () => undefined, release: async () => undefined };
  const waiting = (holds: Partial<Holds>) => () =>
    refuseHeld({ holds: { clock, restore, ...holds } } as AuditedStore);
  expect(waiting({})).not.toThrow();
  expect(waiting({ restore: { ...restore, restored: () => ({ takenAt: NOW }) } })).toThrow(
    "is a restored backup that was not released",
  );
  expect(waiting({ clock: { ...clock, jump: () => ({ from: NOW, to: NOW + DAY }) } })).toThrow(
    "waits since the clock has jumped",
  );
});
