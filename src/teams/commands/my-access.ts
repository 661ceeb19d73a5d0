import type { CatalogPackage } from "../../service/ports/catalog.js";
import { repliedName } from "../cards/inert-text.js";
import type { Turn } from "../turn.js";

/** More links than this are not read in a chat. */
const MOST_LINKS = 10;

type Named = Pick<CatalogPackage, "id" | "displayName">;

/** Where the bot stands in front of Entra the person asks there himself; undefined where he asks here. */
export function linkToMyAccess(turn: Turn, { id, displayName }: Named): string | undefined {
  const link = turn.context.gate?.requestLink(id, turn.person);
  if (link === undefined) return undefined;
  return `You ask for ${repliedName(displayName)} in My Access: ${link} Nothing was requested here. I tell you where your request stands once it is there.`;
}

/** The same for all packages, when none was named. */
export function linksToMyAccess(turn: Turn, packages: readonly Named[]): string | undefined {
  const { gate } = turn.context;
  if (!gate) return undefined;
  const lines = packages
    .slice(0, MOST_LINKS)
    .map(
      ({ id, displayName }) =>
        `- ${repliedName(displayName)}: ${gate.requestLink(id, turn.person)}`,
    );
  const more =
    packages.length > MOST_LINKS
      ? [
          `There are more. Example: request "${repliedName(packages[0]?.displayName ?? "")}" because I close the quarter`,
        ]
      : [];
  return ["You ask for access in My Access, not here:", ...lines, ...more].join("\n");
}
