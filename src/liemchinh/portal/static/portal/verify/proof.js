// Proofs that an entry is in the book (C2SP tlog-proof; RFC 6962 §2.1, RFC 9162 §2.1.3.2), and what the entry says.
import { Refused, hex, joined, same, textOf, unbase64, unhex, utf8 } from "./bytes.js";
import { numberOf } from "./note.js";
import { sha256 } from "./sha2.js";

const HEAD = "c2sp.org/tlog-proof@v1\n";
const COMMITMENT = utf8("ho-so-commit/v1\0");
const BROKEN = "Tệp bằng chứng không đúng dạng: tệp hỏng hoặc đã bị sửa.";

/** Whether these bytes set out to be a proof, whole or broken. */
export const looksLikeProof = (bytes) => textOf(bytes.slice(0, HEAD.length)) === HEAD;

/** The parts of a `.tlog-proof` file: index, hashes, the bytes of the note, the extra. Throws Refused when it is none. */
export function proofOf(bytes) {
  const wrong = new Refused("ledger.proof", BROKEN);
  const end = bytes.findIndex((byte, at) => byte === 10 && bytes[at + 1] === 10);
  const head = textOf(bytes.slice(0, end + 1));
  const note = bytes.slice(end + 2);
  if (end < 0 || !head?.startsWith(HEAD) || !note.length) throw wrong;
  const lines = head.slice(HEAD.length, -1).split("\n");
  let extra = null;
  if (lines[0]?.startsWith("extra ")) {
    extra = unbase64(lines.shift().slice("extra ".length));
    if (!extra?.length) throw wrong;
  }
  const [, number] = /^index ([0-9]+)$/.exec(lines.shift() ?? "") ?? [];
  const index = numberOf(number ?? "");
  const hashes = lines.map(unbase64);
  if (index === null || hashes.length > 63 || hashes.some((hash) => hash?.length !== 32)) throw wrong;
  return { index, hashes, note, extra };
}

/** What our proofs carry beside the proof: the entry, and (for its owner) the private record with its salt. */
export function openingOf(extra) {
  const wrong = new Refused("ledger.opening", BROKEN);
  const whole = textOf(extra);
  const value = parsed(whole);
  if (value === null || Object.values(value).some((one) => typeof one !== "string")) throw wrong;
  const { entry, record, salt } = value;
  const kept = record === undefined ? { entry } : { entry, record, salt };
  if (!entry || (record === undefined) !== (salt === undefined) || JSON.stringify(kept) !== whole) throw wrong;
  if (record === undefined) return { entry, record: null, salt: null };
  const bytes = unhex(salt);
  if (!record || bytes?.length !== 32) throw wrong;
  return { entry, record, salt: bytes };
}

/** A JSON object from text; null for everything else. */
export function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The leaf hash of an entry (RFC 6962 §2.1). */
export const leafOf = (entry) => sha256(joined(Uint8Array.of(0), entry));

/** Throws Refused unless `hashes` lead from `leaf` at `index` to `root` of a tree of `size` (RFC 9162 §2.1.3.2). */
export async function checkInclusion(leaf, index, size, hashes, root) {
  const wrong = new Refused("ledger.inclusion", "Mục này không nằm trong cây của mốc sổ.");
  if (index >= size) throw wrong;
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  const node = (left, right) => sha256(joined(Uint8Array.of(1), left, right));
  for (const sibling of hashes) {
    if (sn === 0n) throw wrong;
    if (fn & 1n || fn === sn) {
      hash = await node(sibling, hash);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = await node(hash, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  if (sn !== 0n || !same(hash, root)) throw wrong;
}

/** Whether the entry's commitment is to this record under this salt. */
export async function opensTo(entry, record, salt) {
  return parsed(entry)?.c === hex(await sha256(joined(COMMITMENT, salt, utf8(record))));
}
