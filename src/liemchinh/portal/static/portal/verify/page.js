// The page itself: takes a file, digits, an address or a picture from the camera, and writes down what was found.
import { MATCH, MISMATCH, judgeProof, judgePromise, together } from "./verdict.js";
import { digitsIn } from "./promise.js";
import { hex, textOf, utf8 } from "./bytes.js";
import { looksLikeProof } from "./proof.js";

const of = (id) => document.getElementById(id);
const LONGEST_PROMISE = 4096; // bytes of a text file with a promise in it, many times over
const given = { proof: null, promise: null };

/** An element with a class, a text and children. Everything is written as text: nothing given here becomes markup. */
function made(tag, className = "", text = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

const list = (title, items) =>
  items.length ? [made("h4", "", title), made("ul", "", "", ...items.map((item) => made("li", "", item)))] : [];

function written(title, judgement) {
  const look = { [MATCH]: "notice-done", [MISMATCH]: "notice-late" }[judgement.verdict] ?? "notice-warn";
  const part = made("section", `notice ${look}`, "", made("h3", "", judgement.heading));
  part.dataset.verdict = judgement.verdict;
  if (judgement.code) part.dataset.code = judgement.code;
  if (title) part.prepend(made("p", "hint", title));
  if (judgement.facts.length) {
    const lines = judgement.facts.map(([term, value]) =>
      made("div", "", "", made("dt", "", term), made("dd", "", value)),
    );
    if (judgement.verdict !== MATCH) part.append(made("h4", "", "Điều tệp hoặc giấy tự nói, chưa được chứng minh"));
    part.append(made("dl", "facts", "", ...lines));
  }
  part.append(
    ...list("Không đạt", judgement.failed),
    ...list("Đã kiểm", judgement.proved),
    ...list("Chưa kiểm, không kiểm được", judgement.open),
  );
  if (judgement.record) {
    part.append(
      made("details", "fold", "", made("summary", "", "Xem nội dung riêng"), made("pre", "raw", judgement.record)),
    );
  }
  const base = of("kiem-tra").dataset.ledger;
  if (judgement.leaf && base) {
    const link = made("a", "", "Tìm mục này trong sổ đang công bố");
    link.href = `${base}?tim=${hex(judgement.leaf)}`;
    part.append(made("p", "", "", link));
  }
  return part;
}

/** Words for codes, from the tables on the page. */
function known() {
  const words = (id) =>
    new Map([...document.querySelectorAll(`#${id} [data-code]`)].map((row) => [row.dataset.code, row.textContent.trim()]));
  return { kinds: words("cac-loai"), units: words("cac-don-vi") };
}

async function show() {
  const policy = of("bo-khoa").value;
  const parts = [];
  const proof = given.proof && (await judgeProof(given.proof.bytes, policy, known()));
  const promise = given.promise && (await judgePromise(given.promise, policy, Date.now() / 1000));
  const both = proof && promise && together(proof, promise);
  if (both) parts.push(written("Giấy và tệp cùng nhau", both));
  if (proof) parts.push(written(`Tệp ${given.proof.name}`, proof));
  if (promise) parts.push(written("Lời hứa trên giấy", promise));
  if (!parts.length) {
    const nothing = "Hãy chọn tệp bằng chứng, hoặc dán địa chỉ đọc từ mã QR.";
    parts.push(made("section", "notice notice-warn", "", made("h3", "", "Chưa có gì để kiểm tra."), made("p", "", nothing)));
  }
  const heading = made("h2", "", "Kết quả");
  heading.tabIndex = -1;
  of("ket-qua").replaceChildren(heading, ...parts);
  heading.focus();
}

/** What a QR code in a picture says, where this browser can read one; else nothing. */
async function codeIn(file) {
  if (!file.type.startsWith("image/") || !(await canScan())) return "";
  const reader = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  const found = await createImageBitmap(file).then((picture) => reader.detect(picture)).catch(() => []);
  return found.find((code) => digitsIn(code.rawValue))?.rawValue ?? "";
}

/** Take what the two inputs hold now: a proof, or a file or picture with a promise; pasted digits come first. */
async function take() {
  of("ket-qua").replaceChildren(); // no old result stands beside a new question
  const file = of("tep").files[0];
  const typed = of("so").value.trim();
  const typedBytes = utf8(`${typed}\n`);
  given.proof = null;
  given.promise = null;
  if (file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const promise = looksLikeProof(bytes) ? "" : await codeIn(file) || textOf(bytes.slice(0, LONGEST_PROMISE)) || "";
    if (promise && digitsIn(promise)) given.promise = promise;
    else given.proof = { name: file.name, bytes };
  }
  if (looksLikeProof(typedBytes)) given.proof = { name: "đã dán", bytes: typedBytes };
  else if (typed) given.promise = typed;
  await show();
}

// The camera, where the browser itself can read codes; elsewhere the telephone's own reader and the clipboard do.
let stream = null;

function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  of("may-anh").hidden = true;
  of("quet").textContent = "Quét bằng máy ảnh";
}

async function scan() {
  if (stream) return stopCamera();
  const video = of("may-anh");
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    of("quet-loi").textContent = "Không mở được máy ảnh. Hãy dán địa chỉ đọc từ mã QR vào ô trên.";
    return undefined;
  }
  of("quet-loi").textContent = "";
  video.srcObject = stream;
  video.hidden = false;
  of("quet").textContent = "Tắt máy ảnh";
  video.play().catch(() => {}); // it may never begin to play; frames that are not there are simply not read
  const reader = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  while (stream) {
    const found = await reader.detect(video).catch(() => []);
    const code = found.find((one) => digitsIn(one.rawValue));
    if (code) {
      stopCamera();
      of("so").value = code.rawValue;
      return take();
    }
    if (found.length) of("quet-loi").textContent = "Mã này không có lời hứa. Hãy quét mã trên giấy hẹn.";
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return undefined;
}

async function canScan() {
  if (!globalThis.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return false;
  const formats = await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

/** The part of the address after `#` never reaches a server: it may carry a promise. */
function fromAddress() {
  if (!digitsIn(location.hash)) return;
  of("so").value = location.hash.slice(1);
  take();
}

of("can-js").hidden = true;
of("kiem-tra").hidden = false;
of("kiem").addEventListener("click", take);
of("tep").addEventListener("change", take);
of("quet").addEventListener("click", scan);
window.addEventListener("hashchange", fromAddress);
window.addEventListener("pagehide", stopCamera);
if (await canScan()) {
  of("quet").hidden = false;
  of("tep").accept += ",image/*";
}
fromAddress();
