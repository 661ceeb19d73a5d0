import type { Log } from "../service/context.js";
import type { Fulfilment } from "../service/ports/fulfilment.js";
import { createResumeBody } from "../service/resume-body.js";

/**
 * Hands over to nobody: the log says what would have been done, without names and texts of people. Doing it twice
 * changes nothing (Rule F1).
 */
export function createLocalFulfilment(ownLog: Pick<Log, "info">): Fulfilment {
  return {
    handOver: async (request, _now, log: Pick<Log, "info"> = ownLog) => {
      const { callOut } = request.origin;
      const fields = { requestId: request.id, state: request.state };
      if (callOut) {
        const resume = createResumeBody(request, callOut);
        log.info(
          { ...fields, assignmentRequestId: request.origin.key, resume },
          "would resume in Entra",
        );
      } else {
        const accessPackageId = request.accessPackage.id;
        log.info({ ...fields, targetId: request.target.id, accessPackageId }, "would give access");
      }
    },
  };
}
