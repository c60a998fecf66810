// What can be said of a proof and of a promise, in sentences: what is shown, what is wrong, what was not looked at.
import { Refused, hex, same, utf8 } from "./bytes.js";
import { noteOf } from "./note.js";
import { policyOf, quorumOf, standingOf } from "./policy.js";
import { digitsIn, promiseOf, promisedBy } from "./promise.js";
import { checkInclusion, leafOf, looksLikeProof, openingOf, opensTo, parsed, proofOf } from "./proof.js";

export const MATCH = "khop";
export const MISMATCH = "khong-khop";
export const UNKNOWN = "chua-du";

const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];
const VIETNAM_SECONDS = 7 * 3600;
const CLOCK_ROOM = 120; // seconds by which two honest clocks may differ

const NOT_SEEN = "Điều khai lúc đầu có đúng sự thật không: sổ chỉ giữ cho điều đã ghi khỏi bị sửa.";
const KEYS_FROM_HERE =
  "Bộ khóa có thật là của cơ quan không: nó nằm sẵn trong trang này. Hãy so mã khóa với bên chứng kiến hoặc bản đã lưu.";
const NOT_ASKED = "Sổ đang công bố: trang này không gửi gì đi và không hỏi máy chủ nào.";

/** `9 giờ 10, thứ Sáu, 18/9/2026`, in Vietnam, from seconds since 1970. */
export function moment(seconds) {
  const there = new Date((seconds + VIETNAM_SECONDS) * 1000);
  const minutes = there.getUTCMinutes();
  const hour = minutes ? `${there.getUTCHours()} giờ ${String(minutes).padStart(2, "0")}` : `${there.getUTCHours()} giờ`;
  const day = `${there.getUTCDate()}/${there.getUTCMonth() + 1}/${there.getUTCFullYear()}`;
  return `${hour}, ${WEEKDAYS[there.getUTCDay()]}, ${day}`;
}

/** A hash in groups of four digits, to read and compare. */
export const grouped = (digits) => digits.match(/.{1,4}/g).join(" ");

const number = (value) => value.toString().replace(/\B(?=(\d{3})+$)/g, ".");

/** An empty judgement, to be filled. */
const blank = () => ({ verdict: UNKNOWN, code: "", heading: "", facts: [], proved: [], failed: [], open: [], record: "" });

function refusedBy(judgement, problem, heading) {
  if (!(problem instanceof Refused)) throw problem;
  const lacking = ["ledger.log", "ledger.policy", "ledger.entry"].includes(problem.code);
  judgement.verdict = lacking ? UNKNOWN : MISMATCH;
  judgement.code = problem.code;
  judgement.heading = lacking ? "Chưa đủ thông tin." : heading;
  judgement.failed.push(problem.message);
  return judgement;
}

async function readPolicy(text) {
  if (!text.trim()) throw new Refused("ledger.policy", "Trang này chưa có bộ khóa nào của sổ.");
  return policyOf(text);
}

function sayEntry(facts, entry, known) {
  const said = parsed(entry);
  if (!said) return null;
  facts.push(["Việc đã ghi", known.kinds.get(said.kind) ?? String(said.kind)]);
  if (said.ag) facts.push(["Đơn vị", known.units.get(said.ag) ?? String(said.ag)]);
  const at = Date.parse(said.t) / 1000;
  if (Number.isFinite(at)) facts.push(["Giờ ghi do cơ quan khai", moment(at)]);
  return Number.isFinite(at) ? at : null;
}

function sayWitnesses(judgement, policy, standing, claimed) {
  const names = [...standing.cosigned].sort((one, other) => one[1] - other[1]);
  const { need, of } = quorumOf(policy);
  for (const [name, at] of names) judgement.proved.push(`${name} đã chứng kiến mốc sổ này lúc ${moment(at)}.`);
  for (const name of standing.unchecked) {
    judgement.open.push(`Chữ ký của ${name}: thuộc loại ML-DSA, trang này chưa kiểm được; verify.py kiểm được.`);
  }
  if (!policy.witnesses.size) {
    judgement.open.push("Cơ quan có cho người khác xem một sổ khác không: chưa có bên chứng kiến nào.");
  } else if (policy.quorum === "none") {
    judgement.open.push("Bộ khóa không đòi bên chứng kiến nào phải ký.");
  } else if (standing.met) {
    judgement.proved.push(`Đủ bên chứng kiến: ${names.length} bên đã ký, cần ${need} trong ${of}.`);
  } else {
    judgement.verdict = UNKNOWN;
    judgement.heading = "Chưa đủ thông tin: mốc sổ này chưa đủ bên chứng kiến.";
    judgement.open.push(`Mới có ${names.length} bên chứng kiến ký, cần ${need} trong ${of}. Tải lại bằng chứng sau ít phút.`);
  }
  if (claimed !== null && names.length && claimed > names[0][1] + CLOCK_ROOM) {
    judgement.open.push("Giờ ghi muộn hơn lúc bên chứng kiến đã thấy mục này: cần hỏi cơ quan.");
  }
}

/**
 * Judge the bytes of a `.tlog-proof` file under a policy's text. `known` gives words: `kinds` and `units` by code.
 * The judgement also holds `leaf`, `seen` (earliest cosignature, or null) and `salt` for `together`.
 */
export async function judgeProof(bytes, policyText, known) {
  const judgement = blank();
  if (!looksLikeProof(bytes)) {
    judgement.code = "ledger.proof";
    judgement.heading = "Chưa đủ thông tin: tệp này không phải tệp bằng chứng.";
    judgement.failed.push("Tệp bằng chứng có đuôi .tlog-proof, tải ở trang theo dõi hồ sơ.");
    return judgement;
  }
  try {
    const proof = proofOf(bytes);
    if (!proof.extra) throw new Refused("ledger.entry", "Tệp không kèm mục sổ, nên không biết phải kiểm mục nào.");
    const { entry, record, salt } = openingOf(proof.extra);
    const policy = await readPolicy(policyText);
    const claimed = sayEntry(judgement.facts, entry, known);
    const leaf = await leafOf(utf8(entry));
    judgement.leaf = leaf;
    judgement.facts.push(["Dấu của mục", grouped(hex(leaf))]);
    const standing = await standingOf(policy, noteOf(proof.note));
    const { origin, size, root } = standing.checkpoint;
    judgement.facts.push(["Sổ", origin], ["Số thứ tự trong sổ", number(proof.index)], ["Sổ lúc ấy có", `${number(size)} mục`]);
    judgement.proved.push(`Mốc sổ do khóa của ${standing.log.name} ký.`);
    await checkInclusion(leaf, proof.index, size, proof.hashes, root);
    judgement.proved.push("Mục này nằm trong sổ ấy, đúng chỗ, không sửa một chữ.");
    judgement.seen = Math.min(...standing.cosigned.values());
    judgement.verdict = MATCH;
    judgement.heading = "Khớp: mục này có trong sổ công khai.";
    if (salt) {
      if (!(await opensTo(entry, record, salt))) {
        throw new Refused("ledger.commitment", "Nội dung riêng kèm theo không phải nội dung mà sổ đã cam kết.");
      }
      judgement.proved.push("Nội dung riêng kèm tệp đúng là nội dung mà mục này đã cam kết.");
      judgement.record = JSON.stringify(parsed(record), null, 2);
      judgement.salt = salt;
    } else {
      judgement.open.push("Nội dung riêng của hồ sơ: tệp không kèm theo, hoặc đã xóa theo quyết định.");
    }
    sayWitnesses(judgement, policy, standing, claimed);
    judgement.open.push(KEYS_FROM_HERE, NOT_ASKED, NOT_SEEN);
    return judgement;
  } catch (problem) {
    judgement.proved = [];
    return refusedBy(judgement, problem, "Không khớp: tệp đã bị sửa, hoặc không phải bằng chứng của sổ này.");
  }
}

/** Judge a promise: its digits, or an address that ends in `#` and the digits. `now` in seconds since 1970. */
export async function judgePromise(text, policyText, now) {
  const judgement = blank();
  const digits = digitsIn(text);
  if (digits === null) {
    judgement.code = "ledger.promise";
    judgement.heading = "Chưa đủ thông tin: không thấy lời hứa nào trong điều vừa nhập.";
    judgement.failed.push("Dán cả địa chỉ đọc được từ mã QR trên giấy, hoặc cả dãy số sau dấu #.");
    return judgement;
  }
  try {
    const promise = promiseOf(digits);
    judgement.leaf = promise.leaf;
    judgement.due = promise.at + promise.within;
    judgement.salt = promise.salt.length ? promise.salt : undefined;
    judgement.facts.push(
      ["Lời hứa lúc", moment(promise.at)],
      ["Sẽ có trong sổ trước", moment(judgement.due)],
      ["Dấu của mục", grouped(hex(promise.leaf))],
    );
    const key = await promisedBy(promise, await readPolicy(policyText));
    if (key === null) {
      throw new Refused("ledger.policy", "Lời hứa ký bằng một khóa không có trong bộ khóa của trang này.");
    }
    judgement.verdict = MATCH;
    judgement.heading = "Khớp: lời hứa trên giấy này là thật.";
    judgement.proved.push(`Lời hứa do khóa ${key.name} ký, không sửa một chữ.`);
    judgement.pending =
      now > judgement.due
        ? "Mục ấy đã có trong sổ chưa. Hạn đã qua: hãy tìm dấu của mục trong sổ. Không thấy thì giấy này là bằng chứng."
        : `Mục ấy đã có trong sổ chưa. Còn trong hạn; sau ${moment(judgement.due)} hãy tìm dấu của mục trong sổ.`;
    judgement.open.push(judgement.pending, KEYS_FROM_HERE, NOT_SEEN);
    return judgement;
  } catch (problem) {
    return refusedBy(judgement, problem, "Không khớp: lời hứa này không phải do cơ quan ký, hoặc đọc nhầm chữ số.");
  }
}

/** A proof and a promise side by side: whether they speak of one entry, and whether it was seen in time. */
export function together(proof, promise) {
  const judgement = blank();
  if (proof.verdict === MISMATCH || promise.verdict === MISMATCH || !proof.leaf || !promise.leaf) return null;
  if (!same(proof.leaf, promise.leaf)) {
    judgement.heading = "Giấy và tệp nói về hai mục khác nhau.";
    judgement.open.push("Mỗi giấy có bằng chứng của riêng nó: tải đúng tệp cạnh bước ghi trên giấy.");
    return judgement;
  }
  if (promise.salt && proof.salt && !same(promise.salt, proof.salt)) {
    judgement.verdict = MISMATCH;
    judgement.code = "ledger.commitment";
    judgement.heading = "Không khớp: muối trên giấy khác muối trong tệp.";
    return judgement;
  }
  if (proof.verdict !== MATCH || promise.verdict !== MATCH) return null;
  promise.open = promise.open.filter((line) => line !== promise.pending); // the file answers what the paper left open
  judgement.verdict = MATCH;
  judgement.heading = "Khớp: lời hứa trên giấy đã được giữ.";
  judgement.proved.push("Giấy và tệp nói về cùng một mục, và mục ấy có trong sổ.");
  if (Number.isFinite(proof.seen) && proof.seen <= promise.due + CLOCK_ROOM) {
    judgement.proved.push(`Bên chứng kiến đã thấy mục ấy lúc ${moment(proof.seen)}, trong hạn đã hứa.`);
  } else {
    judgement.open.push("Mục ấy vào sổ có đúng hạn không: tệp này không cho biết.");
  }
  return judgement;
}
