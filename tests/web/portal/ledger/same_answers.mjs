// Reads cases as JSON from standard input, judges each with the page's own modules, writes the judgements as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
if (process.argv[3] === "plain") {
  // as on a telephone that offers no cryptography, or a site on plain HTTP
  Object.defineProperty(globalThis, "crypto", { value: undefined });
}
const load = (name) => import(pathToFileURL(`${folder}/${name}`));
const { judgeProof, judgePromise, together } = await load("verdict.js");
const known = { kinds: new Map(), units: new Map() };
const said = ({ verdict, code, heading, failed, proved, open }) => ({ verdict, code, heading, failed, proved, open });
const answers = [];
for (const asked of JSON.parse(readFileSync(0, "utf8"))) {
  const proof = asked.proof ? await judgeProof(Uint8Array.from(Buffer.from(asked.proof, "base64")), asked.policy, known) : null;
  const promise = asked.promise ? await judgePromise(asked.promise, asked.policy, asked.now ?? 0) : null;
  const both = proof && promise ? together(proof, promise) : null;
  answers.push({ proof: proof && said(proof), promise: promise && said(promise), both: both && said(both) });
}
process.stdout.write(JSON.stringify(answers));
