// Keys are made here, on their holder's own device: a key of one's own, and the recovery key in two halves.
import { fromBase64, lock, lockText, newIdentity, recipientOf, seal, open, toBase64, unarmoured, unlock, unlockText } from "./age.js";
import { all, bytesOf, download, one, onSubmit, say, scripted, told, words, working } from "./page.js";
import { fingerprint, xor } from "./parts.js";

const utf8 = (text) => new TextEncoder().encode(text);
const today = () => new Date().toISOString().slice(0, 10);

// Two boxes that must hold the same passphrase, long enough. Empties them.
const passphraseOf = (root, least) => {
  const [first, second] = all("input[data-new]", root);
  if (first.value.length < least) throw told("short");
  if (first.value !== second.value) throw told("differ");
  const chosen = first.value;
  first.value = second.value = "";
  return chosen;
};

const ready = async (form, recipient) => {
  one("input[name=public]", form).value = recipient;
  one("[data-fingerprint]", form).textContent = await fingerprint(recipient);
  one("[data-done]", form).hidden = false;
  one("[data-done] button[type=submit]", form).focus();
};

// Enter in a box for a passphrase sends nothing before there is a key to send.
const onlyWithKey = (form) =>
  form.addEventListener("submit", (event) => {
    if (!one("input[name=public]", form).value) event.preventDefault();
  });

for (const form of all("form[data-sealed-make]")) {
  scripted(form);
  onlyWithKey(form);
  let made = null;
  one("[data-generate]", form).addEventListener("click", async () => {
    const good = await working(form, async () => {
      const passphrase = passphraseOf(form, Number(form.dataset.least));
      const identity = await newIdentity();
      made = { recipient: await recipientOf(identity), text: await lock(identity, passphrase, today()) };
      download(utf8(made.text), form.dataset.name);
      one("[data-check]", form).hidden = false;
      return words.made;
    });
    if (good) one("[data-check] input", form).focus();
  });
  // The file is opened again from the disk before anybody relies on it: a key that was not saved is a lost key.
  one("[data-try]", form).addEventListener("click", () =>
    working(form, async () => {
      const again = one("input[data-again]", form);
      const bytes = await bytesOf(one("input[type=file]", form));
      let recipient;
      try {
        recipient = await recipientOf(await unlock(bytes, again.value));
      } catch {
        throw told("wrongkey");
      }
      if (recipient !== made.recipient) throw told("otherkey");
      again.value = "";
      await ready(form, recipient);
      return words.tried;
    }),
  );
  form.addEventListener("submit", () => {
    const keep = one("input[data-keep]", form);
    one("input[name=private]", form).value = keep?.checked && made ? toBase64(unarmoured(made.text)) : "";
  });
}

// The fingerprint of one's own key, reckoned from the file: what a server shows could be another's.
for (const form of all("form[data-sealed-fingerprint]")) {
  form.hidden = false;
  onSubmit(form, async () => {
    const passphrase = one("input[type=password]", form);
    const bytes = await bytesOf(one("input[type=file]", form));
    const identity = await unlock(bytes, passphrase.value).catch(() => {
      throw told("wrongkey");
    });
    passphrase.value = "";
    one("[data-fingerprint]", form).textContent = await fingerprint(await recipientOf(identity));
  });
}

// The secret of the recovery key, as two texts of which either alone is noise.
const HALF = /LIEMCHINH-NUA-([12])-([0-9A-F]{2,400})/;
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

for (const form of all("form[data-sealed-recovery]")) {
  scripted(form);
  onlyWithKey(form);
  one("[data-generate]", form).addEventListener("click", () =>
    working(form, async () => {
      const chosen = all("[data-keeper]", form).map((keeper) => passphraseOf(keeper, Number(form.dataset.least)));
      const identity = utf8(await newIdentity());
      const noise = crypto.getRandomValues(new Uint8Array(identity.length));
      const texts = [noise, xor(identity, noise)].map((half, i) => `LIEMCHINH-NUA-${i + 1}-${hex(half)}\n`);
      for (const [i, text] of texts.entries()) {
        download(utf8(await lockText(text, chosen[i])), form.dataset.name.replace("{side}", String(i + 1)));
      }
      await ready(form, await recipientOf(new TextDecoder().decode(identity)));
      return words.halved;
    }),
  );
}

for (const form of all("form[data-sealed-rewrap]")) {
  scripted(form);
  onSubmit(form, async () => {
    const found = {};
    for (const keeper of all("[data-keeper]", form)) {
      const passphrase = one("input[type=password]", keeper);
      const bytes = await bytesOf(one("input[type=file]", keeper));
      let half;
      try {
        half = HALF.exec(await unlockText(bytes, passphrase.value));
      } catch {
        throw told("wrongkey");
      }
      if (!half) throw told("nohalf");
      found[half[1]] = unhex(half[2]);
      passphrase.value = "";
    }
    if (!found[1] || !found[2]) throw told("nohalf");
    const identity = new TextDecoder().decode(xor(found[1], found[2]));
    for (const place of all("input[data-wrap]", form)) {
      const secret = await open(fromBase64(place.dataset.wrap), identity).catch(() => {
        throw told("notmine");
      });
      place.value = toBase64(await seal(secret, [form.dataset.to]));
    }
    say(form, words.rewrapped);
    form.submit();
  });
}
