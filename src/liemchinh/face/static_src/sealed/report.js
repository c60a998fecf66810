// The reporter's side: the report is sealed in this browser, so that only ciphertext leaves it. Without this script the
// form is sent as it is and sealed by the server as it arrives; it then goes the same way as from here.
import { newIdentity, recipientOf, seal, toBase64 } from "./age.js";
import { safeName } from "./files.js";
import { all, one, say, scripted, told, working } from "./page.js";
import { halves, pack } from "./parts.js";

const PICTURES = new Set(["image/jpeg", "image/png", "image/webp"]);
const LONGEST_SIDE = 2600; // pixels: enough to read a photographed page

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
  if (!made) throw told("picture");
  return new Uint8Array(await made.arrayBuffer());
};

// `plan` says whose keys: {"readers": [{"id", "public"}], "recovery": {…}|null, "sides": [[{…}], [{…}]]}.
const parcelOf = async (plan, text, files, identity) => {
  const secret = await newIdentity();
  const recipient = await recipientOf(secret);
  const bytes = new TextEncoder().encode(secret);
  const parcel = { public: recipient, wraps: {}, shares: {}, report: toBase64(await seal(pack(text, files), [recipient])) };
  for (const key of [...plan.readers, ...(plan.recovery ? [plan.recovery] : [])]) {
    parcel.wraps[key.id] = toBase64(await seal(bytes, [key.public]));
  }
  const sides = halves(identity);
  for (const [i, keys] of plan.sides.entries()) {
    for (const key of keys) parcel.shares[key.id] = toBase64(await seal(sides[i], [key.public]));
  }
  return parcel;
};

for (const form of all("form[data-plan]")) {
  scripted(form);
  const files = all("input[type=file][data-files]", form);
  form.addEventListener("submit", (event) => {
    const chosen = files.flatMap((input) => [...input.files]);
    // Only pictures can be made clean here. Any other file goes to the server, which cleans and seals it in its memory.
    if (chosen.some((file) => !PICTURES.has(file.type))) return;
    const text = one("textarea[data-report]", form);
    if (!text.value.trim()) return; // the server says what is missing, as without this script
    event.preventDefault();
    working(form, async () => {
      const cleaned = [];
      for (const [i, file] of chosen.entries()) {
        const bytes = await redrawn(file).catch(() => {
          throw told("picture");
        });
        cleaned.push({ name: safeName(`${file.name.replace(/\.[^.]*$/, "")}.jpg`, i + 1), bytes });
      }
      const identity = {};
      for (const input of all("[data-identity]", form)) {
        if (input.value.trim()) identity[input.dataset.identity] = input.value.trim().normalize("NFC");
      }
      const parcel = await parcelOf(JSON.parse(form.dataset.plan), text.value, cleaned, identity);
      const sent = new DataTransfer();
      sent.items.add(new File([JSON.stringify(parcel)], "goi.json", { type: "application/json" }));
      one("input[name=goi]", form).files = sent.files;
      one("input[name=buoc]", form).value = "niem-phong";
      // what is switched off is not sent: not one word of it leaves this browser
      for (const plain of [text, ...files, ...all("[data-identity]", form)]) plain.disabled = true;
      say(form, "");
      form.submit();
    });
  });
}
