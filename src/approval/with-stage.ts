import type { AccessRequest, Stage } from "./request.js";

/** The request with one stage changed. */
export function withStage(
  request: AccessRequest,
  index: number,
  change: (stage: Stage) => Stage,
): AccessRequest {
  return {
    ...request,
    stages: request.stages.map((stage, i) => (i === index ? change(stage) : stage)),
  };
}

/** The source of a risk stage, as a detail of its events. */
export function sourceOf(stage: Stage | undefined): { source?: string } {
  return stage?.source === undefined ? {} : { source: stage.source };
}
