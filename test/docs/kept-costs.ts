import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { locate } from "./markdown-pages.js";

interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly wrong: number;
}

/** What `bench/all-costs.ts` keeps, as far as the page shows it. Milliseconds and bytes. */
export interface KeptCosts {
  readonly machine: { readonly node: string; readonly cores: number };
  readonly day: string;
  readonly isShort: boolean;
  readonly wholeFile: {
    readonly rows: readonly {
      readonly size: number;
      readonly fileBytes: number;
      readonly kinds: readonly {
        readonly atOnce: number;
        readonly store: Rate;
        readonly file: Rate;
        readonly ratio: number;
      }[];
    }[];
  };
  readonly memory: {
    readonly rows: readonly {
      readonly store: string;
      readonly size: number;
      readonly held: readonly { readonly heapUsed: number; readonly rss: number }[];
    }[];
    readonly slopes: readonly {
      readonly store: string;
      readonly heapPerThousand: number;
      readonly residentPerThousand: number;
    }[];
  };
  readonly starts: {
    readonly decisions: number;
    readonly rows: readonly {
      readonly store: string;
      readonly size: number;
      readonly rounds: readonly { readonly wrong: number }[];
      readonly afterStop: number;
      readonly afterKill: number;
      readonly journalBytes: number;
      readonly ratio: number;
    }[];
  };
  readonly approvers: {
    readonly rows: readonly {
      readonly store: string;
      readonly approvers: number;
      readonly perSecond: number;
      readonly ratio: number;
      readonly processorPerDecision: number;
      readonly processorRatio: number;
      readonly wrong: number;
    }[];
  };
  readonly nodes: {
    readonly rows: readonly {
      readonly nodes: number;
      readonly perSecond: number;
      readonly ratio: number;
      readonly p50: number;
      readonly p99: number;
      readonly nodesShare: number;
      readonly databaseShare: number;
      readonly wrong: number;
    }[];
  };
}

const KEPT = "bench/results";

/** The newest file of them. */
export function readKeptCosts(): { readonly path: string; readonly costs: KeptCosts } {
  const folder = locate(KEPT).file;
  const name = readdirSync(folder)
    .filter((file) => file.endsWith("-costs.json"))
    .sort()
    .at(-1);
  if (name === undefined) throw new Error(`no costs are kept in ${KEPT}`);
  const costs: KeptCosts = JSON.parse(readFileSync(join(folder, name), "utf8"));
  return { path: `${KEPT}/${name}`, costs };
}
