import type { ControlConfiguration } from "../../../src/approval/control-configuration.js";
import type { Instant } from "../../../src/approval/instant.js";
import type { PersonRecord } from "../../../src/approval/person-record.js";
import type { AccessRequest } from "../../../src/approval/request.js";
import type { ChainedEvent, Versioned } from "../../../src/service/ports/store.js";
import { EVERYBODY, REQUESTORS } from "../company.js";
import type { World } from "../world.js";

/** A request as it is stored, with its trail. */
export interface Sight extends Versioned<AccessRequest> {
  readonly events: readonly ChainedEvent[];
}

/** Everything that is stored at one moment between two steps. */
export interface Snapshot {
  readonly requests: ReadonlyMap<string, Sight>;
  readonly people: ReadonlyMap<string, Versioned<PersonRecord>>;
  readonly configurations: ReadonlyMap<string, Versioned<ControlConfiguration>>;
}

export const EMPTY: Snapshot = {
  requests: new Map(),
  people: new Map(),
  configurations: new Map(),
};

export async function takeSnapshot({ store }: World): Promise<Snapshot> {
  const requests = new Map<string, Sight>();
  for (const { id: personId } of new Set(REQUESTORS)) {
    for (const { id } of await store.requestsAbout(personId, 100)) {
      const loaded = requests.has(id) ? undefined : await store.load("request", id);
      if (loaded) requests.set(id, { ...loaded, events: await store.events("request", id) });
    }
  }
  const people = new Map<string, Versioned<PersonRecord>>();
  for (const { id } of EVERYBODY) {
    const loaded = await store.load("person", id);
    if (loaded) people.set(id, loaded);
  }
  const configurations = new Map<string, Versioned<ControlConfiguration>>();
  for (const source of ["idProtection", "insiderRisk"] as const) {
    const loaded = await store.load("controlConfiguration", source);
    if (loaded) configurations.set(source, loaded);
  }
  return { requests, people, configurations };
}

/** What a check of one step may look at. */
export interface Step {
  readonly world: World;
  /** When the step began; it may have taken time. */
  readonly began: Instant;
  readonly before: Snapshot;
  readonly after: Snapshot;
}
