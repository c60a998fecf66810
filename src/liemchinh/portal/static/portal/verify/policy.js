// Whom to trust (C2SP tlog-policy): keys of the log, the witnesses, how many of them are enough; our promise keys
// stand in comment lines `# promise <key>`, so that other programs read the same file.
import { Refused, same } from "./bytes.js";
import { COSIGNATURE, LOG, ML_DSA, checkpointOf, cosignedAt, keyOf, linesBy, signedBy } from "./note.js";

/** A policy from its text. Throws Refused when a line is not what the format allows. */
export async function policyOf(text) {
  const policy = { logs: [], promises: [], witnesses: new Map(), groups: new Map(), quorum: null };
  const members = new Set();
  const refused = (why) => new Refused("ledger.policy", `Bộ khóa ${why}`);
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) throw refused("có ký tự điều khiển.");
  if (!text.endsWith("\n")) throw refused("bị cắt: dòng cuối phải kết thúc bằng dấu xuống dòng.");
  for (const [row, line] of text.split("\n").entries()) {
    const wrong = (why) => refused(`viết sai ở dòng ${row + 1}: ${why}`);
    const [word, ...rest] = line.replace(/^[ \t]+|[ \t]+$/g, "").split(/[ \t]+/);
    const known = (name) => policy.witnesses.has(name) || policy.groups.has(name);
    const fresh = (name) => {
      if (name === "none" || known(name)) throw wrong(`tên ${name} dùng hai lần.`);
    };
    const key = async (code, types, others) => {
      const made = await keyOf(code).catch((problem) => Promise.reject(wrong(problem.message)));
      if (!types.includes(made.type)) throw wrong(`khóa ${made.name} không đúng loại.`);
      if (others.some((other) => same(other.public, made.public))) throw wrong(`khóa ${made.name} khai hai lần.`);
      return made;
    };
    if (word.startsWith("#")) {
      if (word === "#" && rest[0] === "promise" && rest.length === 2 && rest[1].includes("+")) {
        policy.promises.push(await key(rest[1], [LOG], policy.promises));
      }
    } else if (word === "" && !rest.length) {
      continue;
    } else if (word === "log" && (rest.length === 1 || rest.length === 2)) {
      policy.logs.push(await key(rest[0], [LOG], policy.logs));
    } else if (word === "witness" && (rest.length === 2 || rest.length === 3)) {
      fresh(rest[0]);
      policy.witnesses.set(rest[0], await key(rest[1], [COSIGNATURE, ML_DSA], [...policy.witnesses.values()]));
    } else if (word === "group" && rest.length >= 2) {
      const [name, least, ...names] = rest;
      fresh(name);
      for (const member of names) {
        if (!known(member)) throw wrong(`chưa khai báo ${member}.`);
        if (members.has(member)) throw wrong(`${member} đã thuộc một nhóm.`);
        members.add(member);
      }
      const need = { any: 1, all: names.length }[least] ?? (/^[1-9][0-9]{0,8}$/.test(least) ? Number(least) : 0);
      if (need < 1 || need > names.length) throw wrong("số bên cần có không đúng.");
      policy.groups.set(name, { need, names });
    } else if (word === "quorum" && rest.length === 1) {
      if (policy.quorum !== null) throw wrong("chỉ được có một dòng quorum.");
      if (rest[0] !== "none" && !known(rest[0])) throw wrong(`chưa khai báo ${rest[0]}.`);
      policy.quorum = rest[0];
    } else {
      throw wrong("không đọc được.");
    }
  }
  if (policy.quorum === null) throw refused("thiếu dòng quorum.");
  return policy;
}

/** How many must sign, and of how many, where the quorum is a single witness or one group of witnesses. */
export function quorumOf(policy) {
  if (policy.quorum === "none") return { need: 0, of: policy.witnesses.size };
  const group = policy.groups.get(policy.quorum);
  return group ? { need: group.need, of: group.names.length } : { need: 1, of: 1 };
}

/**
 * What a note is worth under a policy: its log key, its checkpoint, who cosigned when, whether that is enough, and
 * which lines this page cannot check. Throws Refused for an unknown log and for every bad signature of a known key.
 */
export async function standingOf(policy, note) {
  const checkpoint = checkpointOf(note.text);
  const { origin } = checkpoint;
  if (!policy.logs.some((key) => key.name === origin)) {
    throw new Refused("ledger.log", `Sổ ${origin} không có trong bộ khóa của trang này.`);
  }
  const logs = policy.logs.filter((key) => linesBy(note, key).length);
  for (const key of logs) await signedBy(note, key);
  const log = logs.find((key) => key.name === origin);
  if (!log) throw new Refused("ledger.signature", `Mốc sổ không có chữ ký của ${origin}.`);
  const cosigned = new Map();
  const unchecked = [];
  for (const [name, key] of policy.witnesses) {
    const at = await cosignedAt(note, key);
    if (at === undefined) unchecked.push(name);
    else if (at !== null) cosigned.set(name, at);
  }
  const has = (name) => {
    const group = policy.groups.get(name);
    return group ? group.names.filter(has).length >= group.need : cosigned.has(name);
  };
  const met = policy.quorum === "none" || has(policy.quorum);
  return { log, checkpoint, cosigned, unchecked, met };
}
