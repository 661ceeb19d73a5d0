/**
 * @typedef {{ readonly line: number, readonly name: string, readonly text: string }} Instruction
 * @typedef {{ readonly image: string, readonly alias: string, readonly instructions: readonly Instruction[] }} Stage
 */

/**
 * The instructions of a Dockerfile in their order: comments dropped, continued lines joined, names in capitals.
 * @param {string} text
 * @returns {Instruction[]}
 */
export function readInstructions(text) {
  /** @type {Instruction[]} */
  const instructions = [];
  let begun = { line: 0, text: "" };
  for (const [index, content] of text.split("\n").entries()) {
    if (/^\s*#/.test(content) || (content.trim() === "" && begun.text === "")) continue;
    const isContinued = content.trimEnd().endsWith("\\");
    const part = isContinued ? content.trimEnd().slice(0, -1) : content;
    begun = { line: begun.line || index + 1, text: `${begun.text}${part}` };
    if (isContinued) continue;
    const [, name = "", rest = ""] = /^\s*(\S+)\s*([\s\S]*)$/.exec(begun.text) ?? [];
    instructions.push({ line: begun.line, name: name.toUpperCase(), text: rest.trim() });
    begun = { line: 0, text: "" };
  }
  return instructions;
}

/**
 * The stages of a Dockerfile, with the arguments before the first of them filled in.
 * @param {string} text
 * @returns {Stage[]}
 */
export function readStages(text) {
  /** @type {Map<string, string>} */
  const values = new Map();
  /** @type {{ image: string, alias: string, instructions: Instruction[] }[]} */
  const stages = [];
  for (const instruction of readInstructions(text)) {
    const stage = stages.at(-1);
    if (instruction.name === "FROM") {
      const [image = "", , alias = ""] = instruction.text.split(/\s+/);
      const filled = image.replace(/\$\{(\w+)\}/g, (whole, name) => values.get(name) ?? whole);
      stages.push({ image: filled, alias: alias || String(stages.length), instructions: [] });
    } else if (stage) {
      stage.instructions.push(instruction);
    } else if (instruction.name === "ARG") {
      const [name = "", value = ""] = instruction.text.split("=");
      values.set(name, value);
    }
  }
  return stages;
}

/**
 * What a COPY copies, from which stage (undefined: the project), and to where.
 * @param {Instruction} instruction
 * @returns {{ from: string | undefined, sources: string[], target: string }}
 */
export function readCopy({ text }) {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const paths = words.filter((word) => !word.startsWith("--"));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? "" };
}
