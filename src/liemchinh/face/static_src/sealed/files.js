// Files without their surroundings: names that are safe on any disk, and plain zips whose times all say 1980.
const KEPT = new Set(
  "txt pdf jpg jpeg png webp docx xlsx pptx odt ods mp3 m4a mp4 csv zip age bin".split(" "),
);
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

// A name that leads nowhere, hides nothing and starts no program; `number` keeps two files apart.
export const safeName = (name, number) => {
  const last = String(name).normalize("NFC").split(/[\\/]/).pop();
  const clean = last
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff<>:"|?*]/g, "")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const dot = clean.lastIndexOf(".");
  const ending = dot > 0 ? clean.slice(dot + 1).toLowerCase() : "";
  const stem = (dot > 0 ? clean.slice(0, dot) : clean).replaceAll(".", "_").slice(0, 80) || "tep";
  const kept = KEPT.has(ending) ? ending : "bin";
  return `${String(number).padStart(2, "0")}-${DEVICES.test(stem) ? `${stem}_` : stem}.${kept}`;
};

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});
const crc32 = (bytes) => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
};

const DAY = 0x21; // 1 January 1980: the first day a zip can name, and the same for every file
const UTF8 = 0x0800;

// Entries `[{name, bytes}]` stored, not squeezed: how well a text can be squeezed says something about it.
export const zip = (entries) => {
  const parts = [];
  const index = [];
  let at = 0;
  const write = (bytes) => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const { name, bytes } of entries) {
    const title = new TextEncoder().encode(name);
    const common = new DataView(new ArrayBuffer(26));
    [20, UTF8, 0, 0, DAY].forEach((value, i) => common.setUint16(i * 2, value, true));
    common.setUint32(10, crc32(bytes), true);
    common.setUint32(14, bytes.length, true);
    common.setUint32(18, bytes.length, true);
    common.setUint16(22, title.length, true);
    index.push({ title, common: new Uint8Array(common.buffer), at });
    write(Uint8Array.of(0x50, 0x4b, 3, 4));
    write(new Uint8Array(common.buffer));
    write(title);
    write(bytes);
  }
  const start = at;
  for (const { title, common, at: offset } of index) {
    const rest = new DataView(new ArrayBuffer(14));
    rest.setUint32(10, offset, true);
    write(Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0));
    write(common);
    write(new Uint8Array(rest.buffer));
    write(title);
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, index.length, true);
  end.setUint16(10, index.length, true);
  end.setUint32(12, at - start, true);
  end.setUint32(16, start, true);
  write(new Uint8Array(end.buffer));
  const whole = new Uint8Array(at);
  let put = 0;
  for (const part of parts) {
    whole.set(part, put);
    put += part.length;
  }
  return whole;
};

// The entries of a zip that was stored, not squeezed, as `zip` writes them. Refuses everything else.
export const unzip = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 22 - 65_536 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error("no zip");
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error("no zip");
    if (view.getUint16(at + 10, true) !== 0) throw new Error("squeezed");
    const [size, title, extra, comment] = [
      view.getUint32(at + 24, true), view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true),
    ];
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + size > bytes.length) throw new Error("cut");
    const content = bytes.slice(start, start + size);
    if (crc32(content) !== view.getUint32(at + 16, true)) throw new Error("changed");
    found.push({ name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + title)), bytes: content });
    at += 46 + title + extra + comment;
  }
  return found;
};
