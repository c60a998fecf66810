// Signed notes, checkpoints, keys and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature).
import { Refused, bigEndian, hex, joined, same, textOf, unbase64, unhex, utf8 } from "./bytes.js";
import { verify } from "./ed25519.js";
import { sha256 } from "./sha2.js";

export const LOG = 1;
export const COSIGNATURE = 4;
export const ML_DSA = 6;
const LENGTHS = { [LOG]: 32, [COSIGNATURE]: 32, [ML_DSA]: 1312 };
const MOST_LINES = 128;
const NOT_A_NOTE = "Mốc sổ trong tệp không đúng dạng: tệp hỏng hoặc đã bị sửa.";

/** A key as policies write it, `name+hex+base64`: its name, type, four-byte id and public bytes. */
export async function keyOf(text) {
  const [name, id, ...rest] = text.split("+");
  const bytes = unbase64(rest.join("+"));
  const known = /^[0-9a-f]{8}$/.test(id ?? "") ? unhex(id) : null;
  if (!isName(name) || !known || !bytes || bytes.length !== 1 + (LENGTHS[bytes[0]] ?? -1)) {
    throw new Refused("ledger.key", `Khóa “${text.slice(0, 60)}” không đúng dạng.`);
  }
  const made = (await sha256(joined(utf8(`${name}\n`), bytes))).slice(0, 4);
  if (!same(made, known)) throw new Refused("ledger.key", `Khóa của ${name} không khớp với số nhận dạng của nó.`);
  return { name, type: bytes[0], id: known, public: bytes.slice(1) };
}

const isName = (name) => Boolean(name) && !/[\p{White_Space}+\u0000-\u001f]/u.test(name);

/** A signed note: its text and its signature lines. Throws Refused when the bytes are none. */
export function noteOf(bytes) {
  const whole = textOf(bytes);
  if (whole === null || /[\u0000-\u0009\u000b-\u001f]/.test(whole) || !whole.endsWith("\n")) {
    throw new Refused("ledger.note", NOT_A_NOTE);
  }
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0) throw new Refused("ledger.note", NOT_A_NOTE);
  const lines = whole.slice(cut + 2, -1).split("\n");
  if (lines.length > MOST_LINES) throw new Refused("ledger.note", NOT_A_NOTE);
  const signatures = lines.map((line) => {
    const [, name, code] = /^\u2014 ([^ ]*) ([^ ]+)$/u.exec(line) ?? [];
    const payload = code ? unbase64(code) : null;
    if (!payload || payload.length < 5) throw new Refused("ledger.note", NOT_A_NOTE);
    if (!isName(name)) throw new Refused("ledger.key", NOT_A_NOTE);
    return { name, id: payload.slice(0, 4), payload: payload.slice(4) };
  });
  return { text: whole.slice(0, cut + 1), signatures };
}

/** The lines of a note that this key claims to have signed. */
export const linesBy = (note, key) => note.signatures.filter((line) => line.name === key.name && same(line.id, key.id));

/** A number as these formats write it: decimal, no leading zero, below 2^63; null for anything else. */
export function numberOf(text) {
  const number = /^(?:0|[1-9][0-9]{0,18})$/.test(text) ? BigInt(text) : null;
  return number !== null && number < 1n << 63n ? number : null;
}

/** A checkpoint: the log's name, how many entries it holds, and the root of its tree. */
export function checkpointOf(text) {
  const wrong = new Refused("ledger.checkpoint", NOT_A_NOTE);
  if (!text.endsWith("\n")) throw wrong;
  const [origin, size, code, ...extensions] = text.slice(0, -1).split("\n");
  const root = unbase64(code ?? "");
  const entries = numberOf(size ?? "");
  if (!origin || entries === null || root?.length !== 32 || extensions.includes("")) throw wrong;
  return { origin, size: entries, root, extensions };
}

/** Whether the note carries this log key's line, and every such line is good. Throws Refused for a bad one. */
export async function signedBy(note, key) {
  const lines = linesBy(note, key);
  for (const line of lines) {
    if (!(await verify(key.public, utf8(note.text), line.payload))) {
      throw new Refused("ledger.signature", `Chữ ký của ${key.name} trên mốc sổ không khớp.`);
    }
  }
  return lines.length > 0;
}

/**
 * When this witness signed the note (seconds since 1970): null without a line of theirs, undefined when the line is of
 * a kind this page cannot check (ML-DSA). Of several good lines the earliest counts. Throws Refused when one fails.
 */
export async function cosignedAt(note, key) {
  let first = null;
  for (const line of linesBy(note, key)) {
    if (key.type === ML_DSA) return undefined;
    const at = bigEndian(line.payload.slice(0, 8));
    const signed = utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
    if (line.payload.length !== 72 || !(await verify(key.public, signed, line.payload.slice(8)))) {
      throw new Refused("ledger.cosignature", `Chữ ký chứng kiến của ${key.name} không khớp.`);
    }
    if (first === null || Number(at) < first) first = Number(at);
  }
  return first;
}

/** Four bytes of a key id, to read. */
export const idText = (key) => hex(key.id);
