import type { Fulfilment } from "../service/ports/fulfilment.js";
import { createResumeBody } from "../service/resume-body.js";

type LogLine = (fields: object, message: string) => void;

/**
 * Hands over to nobody: the log says what would have been done, without names and texts of people. Doing it twice
 * changes nothing (Rule F1).
 */
export function createLocalFulfilment(log: LogLine): Fulfilment {
  return {
    handOver: async (request) => {
      const { callOut } = request.origin;
      const fields = { requestId: request.id, state: request.state };
      if (callOut) {
        const resume = createResumeBody(request, callOut);
        log(
          { ...fields, assignmentRequestId: request.origin.key, resume },
          "would resume in Entra",
        );
      } else {
        const accessPackageId = request.accessPackage.id;
        log({ ...fields, targetId: request.target.id, accessPackageId }, "would give access");
      }
    },
  };
}
