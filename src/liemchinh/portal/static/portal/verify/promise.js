// The signed promise on a receipt: that a leaf will be in the book within so many seconds.
import { Refused, base64, same, unhex, utf8 } from "./bytes.js";
import { verify } from "./ed25519.js";

const BARE = 107;
const SALT = 32;
const digitsOf = (size) => (256n ** BigInt(size) - 1n).toString().length;

/** The run of digits in what somebody scanned or pasted: the digits themselves, or an address that ends in them. */
export function digitsIn(text) {
  const after = text.slice(text.lastIndexOf("#") + 1).replace(/[\s\u00a0]+/g, "");
  return /^[0-9]{40,}$/.test(after) ? after : null;
}

/** The promise in its digits. Throws Refused when they are no promise, or were misread. */
export function promiseOf(digits) {
  const size = [BARE, BARE + SALT].find((bytes) => digits.length === digitsOf(bytes) + 2);
  if (!size) {
    const lengths = [BARE, BARE + SALT].map((bytes) => digitsOf(bytes) + 2).join(" hoặc ");
    throw new Refused("ledger.promise", `Lời hứa có ${lengths} chữ số, ở đây có ${digits.length}.`);
  }
  const number = BigInt(digits.slice(0, -2));
  const packed = number.toString(16).padStart(2 * size, "0");
  if (98n - ((number * 100n) % 97n) !== BigInt(digits.slice(-2)) || packed.length > 2 * size) {
    throw new Refused("ledger.promise", "Có chữ số sai: hãy quét hoặc dán lại.");
  }
  const bytes = unhex(packed);
  if (bytes[0] !== 1) throw new Refused("ledger.promise", "Dãy số này không phải lời hứa ghi sổ.");
  const view = new DataView(bytes.buffer);
  return {
    keyId: bytes.slice(1, 5),
    leaf: bytes.slice(5, 37),
    at: view.getUint32(37),
    within: view.getUint16(41),
    signature: bytes.slice(43, 107),
    salt: bytes.slice(107),
  };
}

/** The key of the policy that gave this promise; null when none has its id. Throws Refused when the signature fails. */
export async function promisedBy(promise, policy) {
  const keys = policy.promises.filter((key) => same(key.id, promise.keyId));
  for (const key of keys) {
    const signed = `liemchinh promise v1\n${key.name}\n${base64(promise.leaf)}\n${promise.at}\n${promise.within}\n`;
    if (await verify(key.public, utf8(signed), promise.signature)) return key;
  }
  if (!keys.length) return null;
  throw new Refused("ledger.promise", "Chữ ký của lời hứa không khớp: nội dung đã bị sửa hoặc đọc nhầm.");
}
