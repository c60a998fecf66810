// Small comforts on top of pages that work without any script. Nothing here is needed to finish a task.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  // After a refused form the summary speaks first, and its links put the caret where the work is.
  const summary = document.getElementById("loi");
  if (summary) summary.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
  });

  // Print buttons exist only where a script can print.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A second press on the same button does not send twice. The page comes back fresh from the history.
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    setTimeout(() => sent.delete(form), 4000);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) sent.delete(form);
  });

  // A form that opens something keeps its number when one comes back to it: sent again, it is the same one.
  const number = document.querySelector("form[data-opens] input[name='token']");
  if (number) {
    const known = history.state?.number;
    if (known) number.value = known;
    else history.replaceState({ number: number.value }, "");
  }

  // j and k walk through a queue. Can be switched off: letters alone must not surprise (WCAG 2.1.4).
  const queues = document.querySelectorAll("[data-keys]");
  const switchBox = document.querySelector("input[data-keys-switch]");
  const remember = {
    get off() {
      try { return localStorage.getItem("phim-tat") === "tat"; } catch { return false; }
    },
    set off(value) {
      try { localStorage.setItem("phim-tat", value ? "tat" : "bat"); } catch { /* private mode: for this page only */ }
    },
  };
  let off = remember.off;
  if (switchBox) {
    switchBox.checked = !off;
    switchBox.addEventListener("change", () => { off = !switchBox.checked; remember.off = off; });
  }
  if (queues.length) {
    document.addEventListener("keydown", (event) => {
      if (off || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key !== "j" && event.key !== "k") return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const links = [...queues].flatMap((queue) => [...queue.querySelectorAll("tbody a.row-link")]);
      const here = links.indexOf(document.activeElement);
      const next = links[here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    });
  }

  // When a part of a page could not be fetched, say so where screen readers listen, and keep what was typed.
  const live = document.getElementById("thong-bao");
  const say = () => { if (live) live.textContent = live.dataset.offline; };
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:responseError", say);
})();
