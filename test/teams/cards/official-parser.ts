import { createRequire } from "node:module";

interface ParseContext {
  readonly eventCount: number;
  getEventAt(index: number): { readonly message: string };
}

/** What is used of Microsoft's renderer package; its own types want a browser. */
interface RendererPackage {
  readonly AdaptiveCard: new () => {
    parse(card: unknown, context: ParseContext): void;
    toJSON(): unknown;
  };
  readonly SerializationContext: new (version: unknown) => ParseContext;
  readonly Versions: { readonly v1_5: unknown };
}

const renderer = createRequire(import.meta.url)(
  "adaptivecards/dist/adaptivecards.js",
) as RendererPackage;

/**
 * The card as a client draws it that is not Teams: Adaptive Cards 1.5 puts the fallback in the place of a chart, and stacks
 * what Teams lays out otherwise.
 */
export function asOtherClients(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asOtherClients);
  if (typeof value !== "object" || value === null) return value;
  const { type, fallback } = value as { readonly type?: unknown; readonly fallback?: unknown };
  if (typeof type === "string" && type.startsWith("Chart.")) return asOtherClients(fallback);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "layouts")
      .map(([key, inner]) => [key, asOtherClients(inner)]),
  );
}

/** Reads a card with Microsoft's own parser: what it complains about, and what it understood. */
export function parseOfficially(card: unknown): { complaints: string[]; understood: unknown } {
  const context = new renderer.SerializationContext(renderer.Versions.v1_5);
  const parsed = new renderer.AdaptiveCard();
  parsed.parse(card, context);
  const complaints = Array.from(
    { length: context.eventCount },
    (_, i) => context.getEventAt(i).message,
  );
  return { complaints, understood: parsed.toJSON() };
}
