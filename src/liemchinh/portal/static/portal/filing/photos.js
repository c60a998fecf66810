// A look at the photos before they are sent. Nothing here is needed: the page that follows shows what has arrived.
(() => {
  "use strict";
  const HEAVY = 20 * 1024 * 1024;
  for (const box of document.querySelectorAll("input[data-photos]")) {
    const list = document.createElement("ul");
    list.className = "chosen";
    list.setAttribute("aria-live", "polite");
    box.after(list);
    box.addEventListener("change", () => {
      list.replaceChildren(...[...box.files].map((file) => {
        const line = document.createElement("li");
        const size = (file.size / 1024 / 1024).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
        line.textContent = `${file.name}, ${size} MB${file.size > HEAVY ? " ⚠" : ""}`;
        return line;
      }));
    });
  }
})();
