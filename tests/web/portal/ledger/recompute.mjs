// Reads cases as JSON from standard input, computes each draw again with the page's own module, writes the answers.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
if (process.argv[3] === "plain") {
  Object.defineProperty(globalThis, "crypto", { value: undefined });
}
const { fateOf, recompute, tagOf } = await import(pathToFileURL(`${folder}/recompute.js`));
const answers = [];
for (const { pool, result, person, fateOfTag } of JSON.parse(readFileSync(0, "utf8"))) {
  const told = await recompute(pool, result);
  const tag = person ? await tagOf(person) : fateOfTag;
  answers.push({ told, tag, fate: told && tag ? fateOf(tag, pool, told.outcome) : null });
}
process.stdout.write(JSON.stringify(answers));
