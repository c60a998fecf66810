// The reporter's side: the report is sealed in this browser, so that only ciphertext leaves it. Without this script the
// form is sent as it is and sealed by the server as it arrives. Nothing is kept in the browser either way.
import { newIdentity, recipientOf, seal, toBase64 } from "./age.js";
import { safeName } from "./files.js";
import { line, one, told, words, working } from "./page.js";
import { halves, pack } from "./parts.js";

const PICTURES = new Set(["image/jpeg", "image/png", "image/webp"]);
const LONGEST_SIDE = 2600; // pixels: enough to read a photographed page
const SHORTEST = 30; // signs, as the server's form has it
const IDENTITY = { ho_ten: "name", dia_chi: "address", lien_he: "contact" };
const PLAIN = ["noi_dung", "tep", ...Object.keys(IDENTITY)]; // what never leaves this browser as it was typed

const named = (form, name) => form.elements.namedItem(name);
const digits = (text) => text.replace(/\D/g, "");
const clean = (text) =>
  text
    .replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .normalize("NFC")
    .trim();

// The picture drawn anew: what was beside it (place, device, hour, thumbnail) is not drawn.
const redrawn = async (file) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
  return new Uint8Array(await made.arrayBuffer());
};

// What the server would say of it; it cannot, because it will not see it.
const checked = (form) => {
  const text = clean(named(form, "noi_dung").value);
  const code = digits(one(".big-code", form).textContent);
  const wrong = (field, word) => {
    named(form, field).focus();
    throw told(word);
  };
  if (text.length < SHORTEST) wrong("noi_dung", "short");
  if (digits(text).includes(code)) wrong("noi_dung", "code");
  const kind = named(form, "loai").value;
  if (!kind) throw told("kind");
  const identity = {};
  if (kind === "named") {
    for (const [field, key] of Object.entries(IDENTITY)) {
      const value = clean(named(form, field).value);
      if (value) identity[key] = value;
    }
    if (!identity.name || !identity.address) wrong("ho_ten", "noname");
  }
  if (digits(named(form, "ma_go_lai").value) !== code) wrong("ma_go_lai", "mismatch");
  return { text, identity };
};

const post = (form, body) =>
  fetch(form.action, { method: "POST", body, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" }).catch(() => {
    throw told("fetch");
  });

// Whose keys: {"openers": [{"id", "public"}], "sides": [[{…}], [{…}]]}, for the place that the report is about.
const planFor = async (form) => {
  const answer = await post(form, new URLSearchParams({ buoc: "nguoi-nhan", ve: named(form, "ve").value }));
  const plan = await answer.json().catch(() => {
    throw told("fetch");
  });
  if (!answer.ok) throw Object.assign(new Error("plan"), { sentence: plan.sentence });
  return plan;
};

const parcelOf = async (plan, text, files, identity) => {
  const secret = await newIdentity();
  const recipient = await recipientOf(secret);
  const bytes = new TextEncoder().encode(secret);
  const parcel = { public: recipient, wraps: {}, shares: {}, report: toBase64(await seal(pack(text, files), [recipient])) };
  for (const key of plan.openers) parcel.wraps[key.id] = toBase64(await seal(bytes, [key.public]));
  const sides = halves(identity);
  for (const [i, keys] of plan.sides.entries()) {
    for (const key of keys) parcel.shares[key.id] = toBase64(await seal(sides[i], [key.public]));
  }
  return parcel;
};

const picturesOf = async (files) => {
  const cleaned = [];
  for (const [i, file] of files.entries()) {
    const bytes = await redrawn(file).catch(() => {
      throw told("picture");
    });
    cleaned.push({ name: safeName(`${file.name.replace(/\.[^.]*$/, "")}.jpg`, i + 1).slice(3), bytes });
  }
  return cleaned;
};

// Put the answer in the place of this page. A page that asks again gets back what only this browser knows.
const turnTo = async (answer, form) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const again = one("input[name=buoc][value=niem-phong]", page)?.form;
  document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
  if (again) {
    for (const name of PLAIN) {
      const [box, before] = [named(again, name), named(form, name)];
      if (box.type === "file") box.files = before.files;
      else box.value = before.value;
    }
    enhance(again);
  }
  scrollTo(0, 0);
  (one(".error-summary") || one("main")).focus();
};

const sealAndSend = async (form, files) => {
  const { text, identity } = checked(form);
  const place = named(form, "ve");
  const about = `Nói về: ${place.value || "-"} ${place.value ? place.selectedOptions[0].text.trim() : ""}\n\n`;
  const plan = await planFor(form);
  const parcel = await parcelOf(plan, about + text, await picturesOf(files), identity);
  const body = new FormData(form);
  for (const name of PLAIN) body.delete(name);
  body.set("goi", new Blob([JSON.stringify(parcel)], { type: "application/json" }), "goi.json");
  await turnTo(await post(form, body), form);
};

const enhance = (form) => {
  const place = line("p", "");
  place.dataset.said = "";
  place.setAttribute("role", "status");
  form.append(place);
  const hint = line("p", words.here, "hint");
  one("button[type=submit]", form).closest("p").before(hint);
  form.addEventListener("submit", (event) => {
    const files = [...named(form, "tep").files];
    // Only pictures can be made clean here. Any other file goes with the whole report to the server, which cleans and
    // seals it in its memory; the page says so.
    if (files.some((file) => !PICTURES.has(file.type))) return;
    event.preventDefault();
    working(form, () =>
      sealAndSend(form, files).catch((problem) => {
        if (!problem.sentence) throw problem;
        return problem.sentence;
      }),
    );
  });
};

const form = one("input[name=buoc][value=niem-phong]")?.form;
if (form && window.isSecureContext) enhance(form);
