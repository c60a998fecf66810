// SHA-256 and SHA-512 (FIPS 180-4): the browser's own where it offers them, else these, which need nothing.
// Browsers offer theirs only over HTTPS or from a saved file; a site on plain HTTP still has to be checkable.
import { joined } from "./bytes.js";

const WORD = 1n << 64n;
const primes = [];
for (let number = 2; primes.length < 80; number++) {
  if (primes.every((prime) => number % prime)) primes.push(number);
}

/** The first 64 bits of the fraction of the `power`-th root of `prime`: where both tables of the standard come from. */
function fraction(prime, power) {
  const wanted = BigInt(prime) << (64n * power);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** power <= wanted) low = middle;
    else high = middle;
  }
  return low % WORD;
}

const START = primes.slice(0, 8).map((prime) => fraction(prime, 2n));
const ROUND = primes.map((prime) => fraction(prime, 3n));
const START_32 = START.map((value) => Number(value >> 32n) | 0);
const ROUND_32 = ROUND.slice(0, 64).map((value) => Number(value >> 32n) | 0);

/** The message with its end mark and its length in bits, filled up to whole blocks. */
function padded(message, block) {
  const lengthBytes = block / 8;
  const filled = Math.ceil((message.length + 1 + lengthBytes) / block) * block;
  const tail = new Uint8Array(filled - message.length);
  tail[0] = 0x80;
  new DataView(tail.buffer).setBigUint64(tail.length - 8, BigInt(message.length) * 8n);
  return joined(message, tail);
}

/** SHA-256 without the browser's help. */
export function plainSha256(message) {
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  const state = [...START_32];
  const data = padded(message, 64);
  const view = new DataView(data.buffer);
  const w = new Int32Array(64);
  for (let at = 0; at < data.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_32[i] + w[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

/** SHA-512 without the browser's help. */
export function plainSha512(message) {
  const cut = (word) => BigInt.asUintN(64, word);
  const turn = (word, by) => cut((word >> by) | (word << (64n - by)));
  const state = [...START];
  const data = padded(message, 128);
  const view = new DataView(data.buffer);
  const w = new Array(80);
  for (let at = 0; at < data.length; at += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(at + 8 * i);
    for (let i = 16; i < 80; i++) {
      const s0 = turn(w[i - 15], 1n) ^ turn(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const s1 = turn(w[i - 2], 19n) ^ turn(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w[i] = cut(w[i - 16] + s0 + w[i - 7] + s1);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const one = cut(h + s1 + ((e & f) ^ (cut(~e) & g)) + ROUND[i] + w[i]);
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const two = cut(s0 + ((a & b) ^ (a & c) ^ (b & c)));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + one), c, b, a, cut(one + two)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = cut(state[i] + word); });
  }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => digest.setBigUint64(8 * i, word));
  return new Uint8Array(digest.buffer);
}

const subtle = globalThis.crypto?.subtle;

/** SHA-256 of bytes. */
export async function sha256(message) {
  return subtle ? new Uint8Array(await subtle.digest("SHA-256", message)) : plainSha256(message);
}

/** SHA-512 of bytes. */
export async function sha512(message) {
  return subtle ? new Uint8Array(await subtle.digest("SHA-512", message)) : plainSha512(message);
}
