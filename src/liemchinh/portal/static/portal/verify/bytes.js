// Bytes, texts and the one way of saying no. Nothing here, or in any file beside it, asks a server anything.

/** A check said no: `code` for machines, the message a Vietnamese sentence for people. */
export class Refused extends Error {
  constructor(code, sentence) {
    super(sentence);
    this.code = code;
  }
}

/** The UTF-8 bytes of a text. */
export const utf8 = (text) => new TextEncoder().encode(text);

/** The text of strict UTF-8 bytes; null when they are not. */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Several byte arrays as one. */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte arrays hold the same. */
export const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

/** Bytes as lower-case hex digits. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes of lower-case hex digits; null for anything else. */
export function unhex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Bytes in base64 (RFC 4648 §4). */
export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Bytes of base64 with its padding, written the one right way; null for anything else. */
export function unbase64(text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return base64(bytes) === text ? bytes : null;
}

/** A big-endian number of at most 8 bytes, as BigInt. */
export const bigEndian = (bytes) => BigInt(`0x${hex(bytes) || "0"}`);
