// Ctrl+K: one field for everything. Rows come from the server as HTML; the newest question wins.
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  const list = palette.querySelector(".palette-list");
  const count = document.getElementById("palette-count");
  let asked = 0;
  let timer = 0;
  const rows = () => [...list.querySelectorAll(".palette-row")];
  const mark = (row) => {
    rows().forEach((other) => other.setAttribute("aria-selected", String(other === row)));
    if (row) {
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const turn = ++asked;
    const answer = await fetch(`${palette.dataset.url}?q=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
    const html = answer.ok ? await answer.text() : "";
    if (turn !== asked) return;
    list.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    count.textContent = list.querySelector("[data-count]") ? list.querySelector("[data-count]").dataset.count : "";
    rows().forEach((row, at) => (row.id = row.id || `palette-row-${at}`));
    mark(rows()[0]);
  };
  const open = () => {
    if (palette.open) return;
    palette.showModal();
    input.select();
    ask();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
    else if (event.target === palette) palette.close();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 60);
  });
  input.addEventListener("keydown", (event) => {
    const all = rows();
    const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
    } else if (event.key === "Enter" && all[at]) {
      event.preventDefault();
      all[at].click();
    }
  });
})();
