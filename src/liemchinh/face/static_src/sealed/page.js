// What the scripts of the sealed pages need of a page: to find things in it, say a sentence, work without freezing it.
// Every sentence comes from the page itself, in its language.
export const words = document.getElementById("sealed-words")?.dataset || {};
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export const say = (root, sentence) => {
  const place = one("[data-said]", root);
  if (place) place.textContent = sentence || "";
};

// A failure that has its own sentence on the page.
export const told = (word) => Object.assign(new Error(word), { told: word });

// Show what only a script can use, hide what is for pages without one.
export const scripted = (root) => {
  for (const part of all("[data-with-script]", root)) part.hidden = false;
  for (const part of all("[data-without-script]", root)) part.hidden = true;
};

// Do something slow: buttons rest, the sentence says so, and a failure is told instead of thrown.
export const working = async (root, work) => {
  const buttons = all("button", root).filter((button) => !button.disabled);
  for (const button of buttons) button.disabled = true;
  say(root, words.busy);
  root.setAttribute("aria-busy", "true");
  await new Promise((done) => setTimeout(done, 30)); // let the sentence appear before the processor is busy
  try {
    say(root, (await work()) || "");
    return true;
  } catch (problem) {
    say(root, words[problem.told] || words.failed);
    return false;
  } finally {
    root.removeAttribute("aria-busy");
    for (const button of buttons) button.disabled = false;
  }
};

export const onSubmit = (form, work) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    working(form, work);
  });
};

export const line = (tag, text, name) => {
  const node = document.createElement(tag);
  node.textContent = text;
  if (name) node.className = name;
  return node;
};

export const bytesOf = async (input) => {
  if (!input?.files.length) throw told("nofile");
  return new Uint8Array(await input.files[0].arrayBuffer());
};

export const download = (bytes, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
