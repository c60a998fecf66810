// The form of what is sealed, as `sealed/rules` has it: a zip without squeezing, padded to one of a few sizes, and the
// identity's envelope in two halves.
import { sha256 } from "./age.js";
import { unzip, zip } from "./files.js";

const SIZES = [16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];
const TEXT = "tin.txt";
const PADDING = "dem";
const FOLDER = "tep/";
export const IDENTITY_SIZE = 2048;

const bytesOf = (text) => new TextEncoder().encode(text.normalize("NFC"));

// `files` are `[{name, bytes}]`. Throws with `told` "large" for what fits no size.
export const pack = (text, files = []) => {
  const entries = [{ name: TEXT, bytes: bytesOf(text) }];
  files.forEach(({ name, bytes }, i) => entries.push({ name: `${FOLDER}${i + 1}-${name}`, bytes }));
  const bare = zip([...entries, { name: PADDING, bytes: new Uint8Array() }]).length;
  const size = SIZES.find((fits) => bare <= fits);
  if (!size) throw Object.assign(new Error("large"), { told: "large" });
  return zip([...entries, { name: PADDING, bytes: new Uint8Array(size - bare) }]);
};

export const unpack = (bytes) => {
  const part = { text: "", files: [] };
  for (const entry of unzip(bytes)) {
    if (entry.name === TEXT) part.text = new TextDecoder().decode(entry.bytes);
    else if (entry.name !== PADDING) part.files.push(entry);
  }
  return part;
};

// A reason is a short text, padded with spaces so that its length says nothing.
const REASON_SIZE = 2048;
export const packReason = (text) => {
  const padded = new Uint8Array(REASON_SIZE).fill(0x20);
  const bytes = bytesOf(text.trim());
  if (bytes.length > REASON_SIZE) throw Object.assign(new Error("large"), { told: "longreason" });
  padded.set(bytes);
  return padded;
};
export const unpackReason = (bytes) => new TextDecoder().decode(bytes).trimEnd();

export const fingerprint = async (recipient) =>
  (await sha256(new TextEncoder().encode(recipient))).slice(0, 32).match(/.{4}/g).join(" ");

export const xor = (one, other) => one.map((byte, i) => byte ^ other[i]);

// Two halves of the identity; with nothing to tell they look the same.
export const halves = (told) => {
  const whole = new Uint8Array(IDENTITY_SIZE).fill(0x20);
  const text = bytesOf(JSON.stringify(told));
  if (text.length > IDENTITY_SIZE) throw Object.assign(new Error("large"), { told: "longname" });
  whole.set(text);
  const first = crypto.getRandomValues(new Uint8Array(IDENTITY_SIZE));
  return [first, xor(whole, first)];
};
export const whole = (first, second) => {
  if (first.length !== second.length) throw new Error("halves");
  return JSON.parse(new TextDecoder().decode(xor(first, second)));
};
