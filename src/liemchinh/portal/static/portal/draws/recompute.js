// Computes a draw again from its two published files, as liemchinh.ledger.draws does. Asks no server anything.
import { hex, joined, unhex, utf8 } from "../verify/bytes.js";
import { sha256 } from "../verify/sha2.js";

const SEED_LABEL = utf8("boc-tham/v1\n");
const UNIT_LABEL = "cq\n";
const PERSON_LABEL = "ng\n";
const TAG_LABEL = utf8("boc-tham-the/v1\0");
const SECRET_LABEL = utf8("boc-tham-bi-mat/v1\n");
const LINE = /^([0-9a-f]{64}),([A-Za-z0-9][A-Za-z0-9.-]{0,59}),(leader|other|excluded)$/;

/** HMAC-SHA256 (RFC 2104) of bytes under a key of at most 64 bytes. */
export async function hmac(key, message) {
  const inner = new Uint8Array(64).fill(0x36);
  const outer = new Uint8Array(64).fill(0x5c);
  key.forEach((byte, i) => {
    inner[i] ^= byte;
    outer[i] ^= byte;
  });
  return sha256(joined(outer, await sha256(joined(inner, message))));
}

/** Canonical JSON (RFC 8785) of what draws are written in: objects, lists, strings, whole numbers, truths. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The lines of a public pool, sorted by tag; null when any line is wrong or twice there. */
export function linesOf(text) {
  const [header, ...rows] = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").replace(/\n+$/, "").split("\n");
  if (header !== "tag,unit,stratum" || !rows.length) return null;
  const lines = [];
  for (const row of rows) {
    const parts = LINE.exec(row);
    if (!parts) return null;
    lines.push({ text: row, tag: parts[1], unit: parts[2], stratum: parts[3] });
  }
  lines.sort((one, other) => (one.tag < other.tag ? -1 : 1));
  return lines.some((line, i) => i && line.tag === lines[i - 1].tag) ? null : lines;
}

/** The Merkle tree hash (RFC 6962 §2.1) over the lines. */
export async function rootOf(lines) {
  const leaves = await Promise.all(lines.map((line) => sha256(joined(Uint8Array.of(0), utf8(line.text)))));
  async function over(start, end) {
    if (end - start === 1) return leaves[start];
    let split = 1;
    while (split * 2 < end - start) split *= 2;
    return sha256(joined(Uint8Array.of(1), await over(start, start + split), await over(start + split, end)));
  }
  return over(0, leaves.length);
}

const shareOf = (count, percent) => Math.floor((count * percent + 99) / 100);

/** Things that have a text, in the order of their rank under the seed. */
async function ranked(seed, label, things, textOf) {
  const ranks = await Promise.all(things.map(async (thing) => hex(await hmac(seed, utf8(label + textOf(thing))))));
  const order = things.map((thing, i) => [ranks[i], textOf(thing), thing]);
  order.sort((one, other) => (one[0] === other[0] ? (one[1] < other[1] ? -1 : 1) : one[0] < other[0] ? -1 : 1));
  return order.map((entry) => entry[2]);
}

/** Who is drawn by this seed, in the shape of the result file. */
export async function outcomeOf(seed, lines, quota) {
  const members = new Map();
  for (const line of lines) members.set(line.unit, [...(members.get(line.unit) ?? []), line]);
  const order = await ranked(seed, UNIT_LABEL, [...members.keys()], (unit) => unit);
  const drawable = (unit) => members.get(unit).filter((line) => line.stratum !== "excluded");
  const usable = order.filter((unit) => drawable(unit).length);
  const wanted = shareOf(members.size, quota.units);
  const units = [];
  for (const unit of usable.slice(0, wanted)) {
    const people = await ranked(seed, PERSON_LABEL, drawable(unit), (line) => line.tag);
    const leaders = people.filter((line) => line.stratum === "leader").map((line) => line.tag);
    const declarants = members.get(unit).length;
    const places = Math.max(1, quota.leaders, shareOf(declarants, quota.people));
    const chosen = leaders.slice(0, quota.leaders);
    const others = people.map((line) => line.tag).filter((tag) => !chosen.includes(tag));
    const filling = others.slice(0, places - chosen.length);
    units.push({
      unit,
      declarants,
      quota: places,
      leaders: chosen,
      others: filling,
      reserve_leaders: leaders.filter((tag) => !chosen.includes(tag) && !filling.includes(tag)),
      reserve: others.slice(filling.length),
      short: places - chosen.length - filling.length,
      no_leader: chosen.length < quota.leaders,
    });
  }
  const empty = order.filter((unit) => !drawable(unit).length).sort();
  return { units, reserve_units: usable.slice(wanted), empty_units: empty };
}

/**
 * Everything the two files show: `seed` (hex), `outcome`, and `found`: rows of code, true or false, sentence.
 * The beacon's own signature and the witnesses are not looked at here: verify.py does that. Null when unreadable.
 */
export async function recompute(poolText, resultText) {
  const lines = linesOf(poolText);
  let told;
  try {
    told = JSON.parse(resultText);
  } catch {
    return null;
  }
  const draw = told?.announcement;
  if (!lines || !draw?.pool || !Array.isArray(told.reveals)) return null;
  const found = [];
  const say = (code, holds, yes, no) => found.push([code, holds, holds ? yes : no]);

  const entry = parsed(told.entry);
  const doc = hex(await sha256(utf8(canonical(draw))));
  say("entry", entry?.doc === doc && entry?.ag === draw.unit, "Thông báo đúng là tài liệu mà mục ghi trong sổ cam kết.",
    "Mục ghi trong sổ không nói về thông báo này.");

  const excluded = lines.filter((line) => line.stratum === "excluded").length;
  const reasons = Object.values(draw.pool.excluded).reduce((sum, count) => sum + count, 0);
  const counts = lines.length === draw.pool.people && excluded === reasons;
  say("pool", counts && hex(await rootOf(lines)) === draw.pool.root,
    `Danh sách ${lines.length} người đúng là danh sách đã cam kết.`, "Danh sách không phải danh sách đã cam kết.");

  const rounds = [draw.beacon.round, draw.beacon.fallback];
  const signature = unhex(told.beacon.signature);
  say("beacon", rounds.includes(told.beacon.round) && signature?.length === 48,
    `Đèn hiệu đúng lượt đã báo: ${told.beacon.round}.`, "Đèn hiệu không thuộc lượt đã báo.");
  say("lottery", new RegExp(`^[0-9]{${draw.lottery.digits}}$`).test(told.lottery),
    `Kết quả xổ số viết đúng dạng đã báo: ${told.lottery}.`, "Kết quả xổ số viết sai dạng đã báo.");

  const secrets = [];
  for (const { name, commitment } of draw.parties) {
    const reveal = told.reveals.find((one) => one.party === name);
    const secret = reveal && unhex(reveal.secret);
    if (!reveal && told.omitted.includes(name)) continue;
    const holds = secret?.length === 32 && hex(await sha256(joined(SECRET_LABEL, secret))) === commitment;
    say("reveal", holds, `Số bí mật của ${name} đúng với cam kết.`, `Số bí mật của ${name} không khớp với cam kết.`);
    if (secret) secrets.push(secret);
  }

  const leaf = await sha256(joined(Uint8Array.of(0), utf8(told.entry)));
  const seed = await sha256(joined(SEED_LABEL, leaf, signature ?? new Uint8Array(), utf8(told.lottery), ...secrets));
  say("seed", hex(seed) === told.seed, `Hạt giống tính lại đúng: ${hex(seed)}.`,
    `Hạt giống tính lại là ${hex(seed)}, không phải số ghi trong kết quả.`);

  const outcome = await outcomeOf(seed, lines, draw.quota);
  const people = outcome.units.reduce((sum, unit) => sum + unit.leaders.length + unit.others.length, 0);
  say("outcome", canonical(outcome) === canonical(told.outcome),
    `Tính lại ra đúng ${outcome.units.length} đơn vị và ${people} người trúng thăm, đúng thứ tự dự bị.`,
    "Danh sách trúng thăm tính lại khác với kết quả.");
  return { seed: hex(seed), leaf: hex(leaf), outcome, found };
}

/** The public tag of a person, from what only they and the authority know. Null when the salt is no salt. */
export async function tagOf({ id, unit, stratum, excluded, salt }) {
  const bytes = unhex(salt.trim().toLowerCase());
  if (bytes?.length !== 32) return null;
  return hex(await sha256(joined(TAG_LABEL, bytes, utf8([unit, id, stratum, excluded].join("\n")))));
}

/** What a draw means for one tag: "drawn", "reserve", "unit" (another unit was drawn), "excluded", "absent". */
export function fateOf(tag, poolText, outcome) {
  const line = linesOf(poolText)?.find((one) => one.tag === tag);
  if (!line) return { fate: "absent" };
  if (line.stratum === "excluded") return { fate: "excluded" };
  const unit = outcome.units.find((one) => one.unit === line.unit);
  if (!unit) return { fate: "unit" };
  if ([...unit.leaders, ...unit.others].includes(tag)) return { fate: "drawn" };
  return { fate: "reserve", place: unit.reserve.indexOf(tag) + 1 };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

