import type { AccessRequest, CallOut } from "../approval/request.js";
import { type Fulfilment, HandOverError } from "../service/ports/fulfilment.js";
import { createResumeBody, type EntraDenial } from "../service/resume-body.js";
import { assignmentRequestSchema, isWaiting, stateOf } from "./assignment-request.js";
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

/** Refusals that may mean that there is nothing to resume any more. */
const MAY_BE_OVER: ReadonlySet<number> = new Set([400, 404, 409, 410, 412]);

/**
 * Resumes the call-outs of Entra (Rule F1). The address is made from the request's id; the path that came with the call-out
 * is not followed. Before a second try, and where Entra refuses one, Entra's own record is read: a request that does not
 * wait any more has been resumed, by us or somebody else, and is not resumed again. Rejects with HandOverError.
 */
export function createEntraFulfilment(options: EntraFulfilmentOptions): Fulfilment {
  return {
    async handOver(request) {
      const { callOut } = request.origin;
      if (!callOut)
        throw new HandOverError("it came by no call-out: in Entra nothing waits for it");
      const wasTried = (request.handOver?.attempts ?? 0) > 0;
      if (wasTried && (await isOver(options, request, callOut))) return;
      await resume(options, request, callOut);
    },
  };
}

async function resume(
  options: EntraFulfilmentOptions,
  request: AccessRequest,
  callOut: CallOut,
): Promise<void> {
  const body = createResumeBody(request, callOut, options.denial);
  const fields = { requestId: request.id, assignmentRequestId: request.origin.key };
  try {
    await options.graph.post(operations.resumeRequest, { path: { id: request.origin.key }, body });
    options.log.info({ ...fields, outcome: body.data.state ?? "Continue" }, "resumed in Entra");
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const mayBeOver = MAY_BE_OVER.has(error.status) || error.isOutcomeUnknown;
    if (mayBeOver && (await isOver(options, request, callOut))) return;
    throw describe(error);
  }
}

/** Whether Entra's record says that nothing waits for us. Rejects with HandOverError when it cannot be read. */
async function isOver(
  { graph, log }: EntraFulfilmentOptions,
  request: AccessRequest,
  callOut: CallOut,
): Promise<boolean> {
  const id = request.origin.key;
  const fields = { requestId: request.id, assignmentRequestId: id };
  try {
    const there = await graph.get(operations.readRequest, {
      path: { id },
      answer: assignmentRequestSchema,
    });
    if (isWaiting(there, callOut.customExtensionStageInstanceId)) return false;
    log.warn({ ...fields, entraState: stateOf(there) }, "Entra does not wait for this any more");
    return true;
  } catch (error) {
    if (isNotFound(error)) {
      log.warn(fields, "Entra does not know this request any more");
      return true;
    }
    throw error instanceof GraphError ? describe(error) : error;
  }
}

function describe(error: GraphError): HandOverError {
  return new HandOverError(error.message);
}
