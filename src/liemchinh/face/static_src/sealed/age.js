// What both scripts of the sealed pages do with age files: seal, open, lock a key with a passphrase, unlock it.
// Bytes in, bytes out; nothing here touches the page, and nothing is kept.
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

const IDENTITY = /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]+/;
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;

export const isRecipient = (text) => RECIPIENT.test(text);
export const newIdentity = () => generateX25519Identity();
export const recipientOf = (identity) => identityToRecipient(identity);

export const toBase64 = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};
export const fromBase64 = (text) => Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));

export const seal = async (bytes, recipients) => {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    if (!isRecipient(recipient)) throw new Error("unrecognized recipient type");
    encrypter.addRecipient(recipient);
  }
  return encrypter.encrypt(bytes);
};

export const open = async (bytes, identity) => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(bytes);
};

// A text locked with a passphrase, armoured, so that it can be printed and typed again.
export const lockText = async (text, passphrase) => {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return armor.encode(await encrypter.encrypt(text));
};

export const unlockText = async (bytes, passphrase) => {
  const text = new TextDecoder().decode(bytes).trim();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypter.decrypt(text.startsWith("-----BEGIN") ? armor.decode(text) : bytes, "text");
};

// A key file is what `age-keygen` writes, sealed with a passphrase: `age -d -i KEYFILE` asks for it and opens with it.
export const lock = async (identity, passphrase, made) =>
  lockText(`# created: ${made}\n# public key: ${await recipientOf(identity)}\n${identity}\n`, passphrase);

// The identity in a key file: sealed with a passphrase, or plain as `age-keygen` leaves it.
export const unlock = async (bytes, passphrase) => {
  const plain = new TextDecoder().decode(bytes);
  const found = IDENTITY.exec(IDENTITY.test(plain) ? plain : await unlockText(bytes, passphrase));
  if (!found) throw new Error("no identity in the file");
  return found[0];
};

// The same locked text without armour: what the server keeps for a holder who wants that.
export const unarmoured = (text) => armor.decode(text);

export const sha256 = async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
