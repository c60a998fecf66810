// The reader's side of the sealed pages: open a matter, answer, pass keys on, pack for another body, open an identity.
// Secrets live in this closure until the page is left. What is opened is put on the page as text, never as markup.
import { fromBase64, isRecipient, open, seal, sha256, toBase64, unlock } from "./age.js";
import { safeName, zip } from "./files.js";
import "./keys.js";
import { all, bytesOf, download, line, one, onSubmit, scripted, told, words, working } from "./page.js";
import { pack, packReason, unpack, unpackReason, whole } from "./parts.js";

// What is open on this page: the reader's own identity, the secret of the matter, its parts in order.
const opened = { own: null, secret: null, parts: [] };
const utf8 = (text) => new TextEncoder().encode(text);

// The reader's identity: from the file they chose, or from the locked copy that the page brought along.
const ownIdentity = async (form) => {
  const file = one("input[type=file]", form);
  const passphrase = one("input[type=password]", form);
  const bytes = file.files.length || !form.dataset.locked ? await bytesOf(file) : fromBase64(form.dataset.locked);
  try {
    const identity = await unlock(bytes, passphrase.value);
    passphrase.value = "";
    return identity;
  } catch {
    throw told("wrongkey");
  }
};

const fetched = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw told("fetch");
  return new Uint8Array(await answer.arrayBuffer());
};

const openOwn = (sealed) =>
  open(fromBase64(sealed), opened.own).catch(() => {
    throw told("notmine");
  });

const show = (place, part) => {
  place.replaceChildren(line("p", part.text, "opened-text"));
  part.files.forEach(({ name, bytes }, i) => {
    const safe = safeName(name.replace(/^tep\/\d+-/, ""), i + 1);
    const button = line("button", words.save.replace("{name}", safe), "btn btn-outline-primary");
    button.type = "button";
    button.addEventListener("click", () => download(bytes, safe));
    place.append(button);
  });
  place.hidden = false;
};

for (const form of all("form[data-sealed-open]")) {
  scripted(form);
  form.hidden = false;
  onSubmit(form, async () => {
    opened.own = await ownIdentity(form);
    if (form.dataset.wrap) {
      opened.secret = new TextDecoder().decode(await openOwn(form.dataset.wrap)).trim();
      opened.parts = [];
      for (const place of all("[data-sealed-part]")) {
        const part = unpack(await open(await fetched(place.dataset.sealedPart), opened.secret));
        opened.parts.push({ ...part, day: place.dataset.day, by: place.dataset.by, sort: place.dataset.sort });
        const spot = one("[data-opened]", place);
        if (spot) show(spot, part);
        for (const closed of all("[data-closed]", place)) closed.hidden = true;
      }
    }
    for (const place of all("[data-sealed-own]")) {
      place.replaceChildren(line("p", unpackReason(await openOwn(place.dataset.sealedOwn)), "opened-text"));
      place.hidden = false;
    }
    form.hidden = true;
    for (const button of all("[data-needs-open]")) button.disabled = false;
    for (const hint of all("[data-until-open]")) hint.hidden = true;
    const done = one("[data-sealed-opened]");
    done.hidden = false;
    done.focus();
  });
}

// --- words that leave this page only sealed ---------------------------------------------------------------------
const sealText = async (form) => {
  const text = one("[data-plain]", form);
  if (!text.value.trim()) {
    if (form.hasAttribute("data-optional")) return;
    throw told("empty");
  }
  const message = one("input[data-to-reporter]", form);
  const to = (message && !message.checked ? form.dataset.noteTo : form.dataset.to).split(" ");
  const packed = form.dataset.field === "reason" ? packReason(text.value) : pack(text.value);
  one(`input[name=${form.dataset.field || "sealed"}]`, form).value = toBase64(await seal(packed, to));
  text.value = "";
};
for (const form of all("form[data-sealed-write]")) {
  scripted(form);
  onSubmit(form, async () => {
    await sealText(form);
    form.submit();
  });
}

// --- the key of a matter for one more reader ----------------------------------------------------------------------
for (const form of all("form[data-sealed-wrap]")) {
  scripted(form);
  onSubmit(form, async () => {
    if (!opened.secret) throw told("closed");
    const recipient = one("input[name=key]:checked", form)?.dataset.recipient || "";
    if (!isRecipient(recipient)) throw told("chosen");
    one("input[name=sealed]", form).value = toBase64(await seal(utf8(opened.secret), [recipient]));
    form.submit();
  });
}

// --- a package for another body -------------------------------------------------------------------------------------
for (const form of all("form[data-sealed-package]")) {
  scripted(form);
  one("[data-build]", form).addEventListener("click", () =>
    working(form, async () => {
      if (!opened.secret) throw told("closed");
      const recipient = one("input[data-recipient]", form).value.trim();
      if (!isRecipient(recipient)) throw told("recipient");
      const dialogue = one("input[data-with-dialogue]", form).checked;
      const entries = [];
      for (const part of opened.parts) {
        if (part.sort === "note" || (part.sort !== "report" && !dialogue)) continue;
        const number = entries.length + 1;
        entries.push({ name: safeName(`${part.sort}.txt`, number), bytes: utf8(`${part.day}\n\n${part.text}\n`) });
        for (const { name, bytes } of part.files) {
          entries.push({ name: safeName(name.replace(/^tep\/\d+-/, ""), entries.length + 1), bytes });
        }
      }
      const sealed = await seal(zip(entries), [recipient]);
      const digest = await sha256(sealed);
      download(sealed, form.dataset.name);
      one("input[name=package_sha256]", form).value = digest;
      one("[data-digest]", form).textContent = digest;
      one("[data-done]", form).hidden = false;
      return words.packed;
    }),
  );
}

// --- the envelope of identity ------------------------------------------------------------------------------------------
for (const form of all("form[data-sealed-answer]")) {
  scripted(form);
  let approved = "";
  for (const button of all("button[data-approved]", form)) {
    button.addEventListener("click", () => {
      approved = button.dataset.approved;
    });
  }
  onSubmit(form, async () => {
    if (!opened.own) throw told("closed");
    await sealText(form);
    const half = approved === "1" ? toBase64(await seal(await openOwn(form.dataset.share), [form.dataset.to])) : "";
    one("input[name=half]", form).value = half;
    one("input[name=approved]", form).value = approved;
    form.submit();
  });
}

for (const form of all("form[data-sealed-handing]")) {
  scripted(form);
  onSubmit(form, async () => {
    if (!opened.own) throw told("closed");
    const chosen = one("input[name=key]:checked", form);
    if (!chosen) throw told("chosen");
    const half = await openOwn(form.dataset.share);
    one("input[name=sealed]", form).value = toBase64(await seal(half, [chosen.dataset.recipient]));
    form.submit();
  });
}

for (const form of all("form[data-sealed-identity]")) {
  scripted(form);
  form.hidden = false;
  onSubmit(form, async () => {
    opened.own = await ownIdentity(form);
    const envelope = whole(await openOwn(form.dataset.first), await openOwn(form.dataset.second));
    const list = one("[data-identity]");
    const fields = { name: words.name, address: words.address, contact: words.contact };
    const lines = Object.entries(fields).filter(([key]) => envelope[key]);
    list.replaceChildren();
    for (const [key, label] of lines) {
      const row = document.createElement("div");
      row.append(line("dt", label), line("dd", String(envelope[key])));
      list.append(row);
    }
    if (!lines.length) one("[data-nobody]").hidden = false;
    list.hidden = !lines.length;
    form.hidden = true;
    one("[data-sealed-opened]").hidden = false;
    one("[data-sealed-opened]").focus();
  });
}
