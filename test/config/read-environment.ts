import {
  type Config,
  formatConfigProblems,
  isConfigProblems,
  readConfig,
} from "../../src/config.js";

export function accept(environment: Record<string, string>): Config {
  const result = readConfig(environment);
  if (isConfigProblems(result)) throw new Error(formatConfigProblems(result));
  return result;
}

export function refusedVariables(environment: Record<string, string>): string[] {
  const result = readConfig(environment);
  return isConfigProblems(result) ? result.problems.map((problem) => problem.variable) : [];
}
