// The page of one draw: fetches its two files from this site, computes again here, and looks for the reader's own line.
import { fateOf, recompute, tagOf } from "./recompute.js";

const of = (id) => document.getElementById(id);
const FATES = {
  drawn: "Dòng này trúng thăm.",
  unit: "Dòng này có trong danh sách; đơn vị không trúng thăm.",
  excluded: "Dòng này có trong danh sách, thuộc diện không bốc.",
  absent: "Không có dòng này trong danh sách. Xem lại từng ô; nếu vẫn không có, danh sách đã bỏ sót hoặc ghi khác.",
};

/** An element with a class, a text and children. Everything is written as text: nothing fetched becomes markup. */
function made(tag, className = "", text = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

async function files() {
  const { pool, result } = of("tinh-lai").dataset;
  const answers = await Promise.all([fetch(pool), fetch(result)]);
  if (answers.some((answer) => !answer.ok)) throw new Error("missing");
  return Promise.all(answers.map((answer) => answer.text()));
}

function notice(verdict, title, ...children) {
  const look = { holds: "notice-done", wrong: "notice-late" }[verdict] ?? "notice-warn";
  const part = made("section", `notice ${look}`, "", made("h3", "", title), ...children);
  part.dataset.verdict = verdict;
  return part;
}

async function again() {
  const target = of("ket-qua-tinh");
  target.replaceChildren(made("p", "", "Đang tính…"));
  try {
    const told = await recompute(...(await files()));
    if (!told) {
      target.replaceChildren(notice("wrong", "Tệp không đọc được", made("p", "", "Tệp không đúng dạng hoặc đã bị sửa.")));
      return;
    }
    const holds = told.found.every(([, good]) => good);
    const rows = told.found.map(([code, good, sentence]) => {
      const row = made("li", "", `${good ? "Khớp" : "KHÔNG KHỚP"}: ${sentence}`);
      row.dataset.code = code;
      return row;
    });
    const open = "Chưa kiểm ở đây: chữ ký của đèn hiệu và của bên chứng kiến; verify.py kiểm cả hai.";
    const title = holds ? "Tính lại ra đúng kết quả đã công bố" : "Tính lại không ra kết quả đã công bố";
    target.replaceChildren(notice(holds ? "holds" : "wrong", title, made("ul", "", "", ...rows), made("p", "hint", open)));
  } catch {
    target.replaceChildren(notice("open", "Chưa tính được", made("p", "", "Không tải được hai tệp. Bấm lại khi có mạng.")));
  }
}

async function mine(event) {
  event.preventDefault();
  const value = (name) => of(name).value.trim();
  const target = of("ket-qua-dong");
  const tag = await tagOf({
    id: value("dong-id"),
    unit: value("dong-unit"),
    stratum: value("dong-stratum"),
    excluded: value("dong-excluded"),
    salt: value("dong-salt"),
  });
  if (!tag) {
    target.replaceChildren(made("p", "", "Muối phải gồm 64 chữ số hệ 16, chép nguyên từ giấy cơ quan đưa."));
    return;
  }
  try {
    const [pool, result] = await files();
    const told = await recompute(pool, result);
    const { fate, place } = fateOf(tag, pool, told.outcome);
    const sentence = fate === "reserve" ? `Dòng này không trúng; đứng thứ ${place} trong danh sách dự bị.` : FATES[fate];
    target.replaceChildren(made("p", "", sentence), made("p", "hint", `Thẻ: ${tag}`));
  } catch {
    target.replaceChildren(made("p", "", "Không tải được hai tệp. Bấm lại khi có mạng."));
  }
}

of("tinh-lai").hidden = false;
of("tinh").addEventListener("click", again);
of("dong-cua-toi").addEventListener("submit", mine);
