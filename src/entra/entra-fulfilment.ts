import { type Instant, MINUTE } from "../approval/instant.js";
import type { AccessRequest, CallOut } from "../approval/request.js";
import { type Fulfilment, type HandedOver, HandOverError } from "../service/ports/fulfilment.js";
import { createResumeBody, type EntraDenial, type ResumeBody } from "../service/resume-body.js";
import {
  ASSIGNMENT_REQUEST_EXPAND,
  type AssignmentRequest,
  assignmentRequestSchema,
  isWaiting,
  stateOf,
} from "./assignment-request.js";
import { contradicts, differenceOf } from "./compare-record.js";
import type { GraphClient } from "./graph-client.js";
import { GraphError, isNotFound } from "./graph-error.js";
import { operations } from "./operations.js";

export interface EntraFulfilmentOptions {
  readonly graph: Pick<GraphClient, "get" | "post">;
  readonly denial: EntraDenial;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** One hand-over on its way. */
interface Resume extends EntraFulfilmentOptions {
  readonly request: AccessRequest;
  readonly callOut: CallOut;
  readonly body: ResumeBody;
  readonly now: Instant;
}

/** Refusals that may mean that there is nothing to resume any more. */
const MAY_BE_OVER: ReadonlySet<number> = new Set([400, 404, 409, 410, 412]);
/** What Entra has just made is not known everywhere at once. Milliseconds. */
const UNKNOWN_AT_FIRST = 5 * MINUTE;

/**
 * Resumes the call-outs of Entra (Rule F1). The address is made from the request's id; the path that came with the call-out
 * is not followed. A request goes on only if Entra's own record names what was reviewed: a call-out is but somebody's
 * word. Before a second try, and where Entra refuses one, the record says whether it still waits: a request that does not
 * has been resumed, by us or somebody else, and is not resumed again. Rejects with HandOverError.
 */
export function createEntraFulfilment(options: EntraFulfilmentOptions): Fulfilment {
  return {
    async handOver(request, now, log = options.log) {
      const { callOut } = request.origin;
      if (!callOut)
        throw new HandOverError("it came by no call-out: in Entra nothing waits for it");
      const body = createResumeBody(request, callOut, options.denial);
      const resume = { ...options, log, request, callOut, body, now };
      const wasTried = (request.handOver?.attempts ?? 0) > 0;
      const goesOn = body.data.state === undefined;
      if (wasTried || goesOn) {
        const record = await readRecord(resume);
        if (wasTried && isOver(resume, record)) return outcomeOf(resume, record);
        const difference = record && goesOn ? differenceOf(request, callOut, record) : undefined;
        if (difference !== undefined)
          throw new HandOverError(`Entra's record names another ${difference} than the call-out`);
      }
      return send(resume);
    },
  };
}

async function send(resume: Resume): Promise<HandedOver | undefined> {
  const { graph, log, request, body } = resume;
  const fields = { requestId: request.id, assignmentRequestId: request.origin.key };
  try {
    await graph.post(operations.resumeRequest, { path: { id: request.origin.key }, body });
    log.info({ ...fields, outcome: body.data.state ?? "Continue" }, "resumed in Entra");
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (!MAY_BE_OVER.has(error.status) && !error.isOutcomeUnknown) throw describe(error);
    const record = await readRecord(resume);
    if (isOver(resume, record)) return outcomeOf(resume, record);
    throw describe(error);
  }
}

/** Entra's record; undefined when it is gone. Rejects with HandOverError when it cannot be read, or not yet. */
async function readRecord(resume: Resume): Promise<AssignmentRequest | undefined> {
  const { graph, request, now } = resume;
  try {
    return await graph.get(operations.readRequest, {
      path: { id: request.origin.key },
      query: { $expand: ASSIGNMENT_REQUEST_EXPAND },
      answer: assignmentRequestSchema,
    });
  } catch (error) {
    const isGone = isNotFound(error) && now - request.submittedAt >= UNKNOWN_AT_FIRST;
    if (isGone) return undefined;
    throw error instanceof GraphError ? describe(error) : error;
  }
}

/** Whether Entra's record says that nothing waits for us. */
function isOver({ log, request, callOut }: Resume, record: AssignmentRequest | undefined): boolean {
  const fields = { requestId: request.id, assignmentRequestId: request.origin.key };
  if (!record) {
    log.warn(fields, "Entra does not know this request any more");
    return true;
  }
  if (isWaiting(record, callOut.customExtensionStageInstanceId)) return false;
  log.warn({ ...fields, entraState: stateOf(record) }, "Entra does not wait for this any more");
  return true;
}

function outcomeOf(
  { request, callOut }: Resume,
  record: AssignmentRequest | undefined,
): HandedOver | undefined {
  return record && { isContradicted: contradicts(request, callOut, record) };
}

function describe(error: GraphError): HandOverError {
  return new HandOverError(error.message);
}
