// Verification of Ed25519 signatures (RFC 8032 §5.1.7): the browser's own where it has it, else in plain BigInt.
import { joined, same } from "./bytes.js";
import { sha512 } from "./sha2.js";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (value) => {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
};

function power(base, exponent) {
  let result = 1n;
  let square = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

const inverse = (value) => power(value, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const ZERO = [0n, 1n, 1n, 0n];

const littleEndian = (bytes) => bytes.reduceRight((total, byte) => (total << 8n) | BigInt(byte), 0n);

/** The x of a point with this y and this sign (RFC 8032 §5.1.3); null when there is none. */
function xOf(y, odd) {
  const y2 = mod(y * y);
  const u = mod(y2 - 1n);
  const v = mod(D * y2 + 1n);
  const v3 = mod(v * v * v);
  let x = mod(u * v3 * power(u * v3 * mod(v3 * v), (P - 5n) / 8n));
  const check = mod(v * x * x);
  if (check === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
  else if (check !== u) return null;
  if (x === 0n && odd) return null;
  return (x & 1n) === (odd ? 1n : 0n) ? x : P - x;
}

/** A point in extended coordinates from its 32 bytes; null when they are none, or not written the one right way. */
function pointOf(bytes) {
  const bare = Uint8Array.from(bytes);
  const odd = bare[31] >> 7 === 1;
  bare[31] &= 0x7f;
  const y = littleEndian(bare);
  if (y >= P) return null;
  const x = xOf(y, odd);
  return x === null ? null : [x, y, 1n, mod(x * y)];
}

/** The sum of two points (RFC 8032 §5.1.4); right for equal ones, too. */
function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, point) {
  let result = ZERO;
  let double = point;
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = sum(result, double);
    double = sum(double, double);
  }
  return result;
}

function bytesOf([x, y, z]) {
  const inverted = inverse(z);
  const affine = mod(y * inverted);
  const bytes = new Uint8Array(32);
  for (let i = 0, left = affine; i < 32; i++, left >>= 8n) bytes[i] = Number(left & 0xffn);
  if (mod(x * inverted) & 1n) bytes[31] |= 0x80;
  return bytes;
}

const BASE_Y = mod(4n * inverse(5n));
const BASE_X = xOf(BASE_Y, false);
const BASE = [BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y)];

/** What the equation is asked with, or null when it need not be asked: lengths, S too large, a key of small order. */
function worthChecking(key, signature) {
  if (key.length !== 32 || signature.length !== 64) return null;
  const s = littleEndian(signature.slice(32));
  const point = pointOf(key);
  if (point === null || s >= ORDER) return null;
  const [x, y, z] = times(8n, point);
  return x === 0n && y === z ? null : { point, s };
}

async function equationHolds({ point, s }, key, message, signature) {
  const first = signature.slice(0, 32);
  const k = littleEndian(await sha512(joined(first, key, message))) % ORDER;
  const [x, y, z, t] = times(k, point);
  return same(bytesOf(sum(times(s, BASE), [mod(-x), y, z, mod(-t)])), first);
}

/** Whether the signature is good, without the browser's help. */
export async function plainVerify(key, message, signature) {
  const asked = worthChecking(key, signature);
  return asked !== null && equationHolds(asked, key, message, signature);
}

/** Whether `signature` (64 bytes) of `message` is by `key` (32 bytes). Both ways give the same answer to everything. */
export async function verify(key, message, signature) {
  const asked = worthChecking(key, signature);
  if (asked === null) return false;
  const subtle = globalThis.crypto?.subtle;
  if (subtle) {
    try {
      const known = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await subtle.verify({ name: "Ed25519" }, known, signature, message);
    } catch {
      // this browser has no Ed25519 of its own: then the long way decides
    }
  }
  return equationHolds(asked, key, message, signature);
}
