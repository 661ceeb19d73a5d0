import type { Request, Response } from "botbuilder";
import type { Log } from "../log.js";
import { createRateLimit } from "../rate-limit.js";
import type { Context } from "../service/context.js";
import { tellAdministrators } from "../service/tell-administrators.js";
import { RiskgateBot } from "./bot/riskgate-bot.js";
import { createAdapter } from "./connector/adapter.js";
import type { TeamsEntry } from "./connector/authentication.js";
import { createPacer } from "./connector/pacing.js";
import { createPoster } from "./connector/poster.js";
import { beginPath } from "./connector/turn-path.js";
import { createGuide } from "./dialogs/create-guide.js";
import type { FileOffers } from "./file-offers.js";
import { PERSON_RATE, TEAMS_PACING } from "./limits.js";
import { createReplier } from "./replier.js";
import { FirstContact, type FirstContactOptions } from "./sender/first-contact.js";
import { PastLockout } from "./sender/past-lockout.js";
import { startSender } from "./sender/sender.js";
import { guardPoster, type Lockout, TeamsAccess } from "./sender/teams-access.js";
import { watchTeams } from "./sender/teams-reach.js";

export interface TeamsParts {
  readonly context: Context;
  /** Undefined in local mode: nothing is authenticated. */
  readonly entry: TeamsEntry | undefined;
  readonly sendLimits: "teams" | "off";
  /** Milliseconds that one request to the connector may take; 10 s unless said. */
  readonly connectorTimeout?: number | undefined;
  readonly log: Log;
  readonly isLocal: boolean;
  readonly noteRefusal: (attempt: { actor: string; reason: string; where: string }) => void;
  readonly files: FileOffers;
  /** Present where the bot may install itself. */
  readonly firstContact?: FirstContactOptions | undefined;
}

export interface Teams {
  /** By the head of an activity's request alone, whether its body is read (docs/threat-model.md, S1). */
  admits(authorization: string | undefined): Promise<boolean>;
  processActivity(request: Request, response: Response, correlationId: string): Promise<void>;
  queueDepth(): number;
  /** While Teams does not let the bot in. */
  lockout(): Lockout | undefined;
  stop(): Promise<void>;
}

/** The Teams edge: takes activities in, and sends what the ledger owes. */
export function startTeams(parts: TeamsParts): Teams {
  const { context, log } = parts;
  const adapter = createAdapter(parts.entry, {
    ...(parts.connectorTimeout !== undefined && { timeout: parts.connectorTimeout }),
    noteRefusal: (reason) => parts.noteRefusal({ actor: "unproved", reason, where: "activity" }),
    log: (error, where) =>
      log.error({ err: error, ...where }, "the bot could not take an activity"),
  });
  const access = new TeamsAccess(() => context.store.now());
  const pacer = createPacer({
    limits: parts.sendLimits === "off" ? "off" : TEAMS_PACING,
    now: () => performance.now(),
    schedule: (callback, delay) => {
      const timer = setTimeout(callback, delay);
      return () => clearTimeout(timer);
    },
  });
  const poster = guardPoster(createPoster(adapter), pacer, access);
  const reach = watchTeams(
    () => context.store.now(),
    (outage, cause, isNews) => {
      if (isNews && cause === "lockedOut")
        log.error({ ...outage, reason: access.lockout()?.reason }, "Teams does not let the bot in");
      else if (isNews) log.warn(outage, "Teams could not be reached");
      void context.store
        .recordOutage(outage)
        .catch((err: unknown) => log.error({ err }, "an outage could not be recorded"));
      const { from, to } = outage;
      const trouble = cause === "lockedOut" ? "lockedOut" : "senderBlocked";
      if (to !== undefined) void tellAdministrators(context, trouble, { from, to });
    },
  );
  const replier = createReplier(poster, pacer);
  const sender = startSender({
    ...{ context, poster, pacer, reach, access },
    pastLockout: new PastLockout(),
    hasDigests: parts.sendLimits !== "off",
    firstContact:
      parts.firstContact && new FirstContact(context, poster, reach, parts.firstContact),
  });
  const personRate = parts.entry && createRateLimit(PERSON_RATE);
  const bot = new RiskgateBot({ ...parts, personRate }, replier, createGuide(context));
  return {
    admits: (authorization) => adapter.admits(authorization),
    processActivity: (request, response, correlationId) =>
      adapter.process(
        request,
        response,
        beginPath(correlationId, (turn) => bot.run(turn)),
      ),
    queueDepth: () => pacer.queueDepth(),
    lockout: () => access.shownLockout(),
    async stop() {
      await replier.drained();
      await sender.stop();
    },
  };
}
