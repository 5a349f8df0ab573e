// The desk: dialogs, the count of checked rows, a queue that waits while one works in it, seconds left to undo.
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const ticked = () => [...document.querySelectorAll("[data-rows] .tick:checked")];
  const count = () => {
    const [rows, kinds] = [ticked(), [...new Set(ticked().map((row) => row.dataset.currency))]];
    if (!rows.length) return;
    const price = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: kinds[0] });
    const worth = rows.reduce((sum, row) => sum + Number(row.dataset.worth), 0) / 10 ** price.resolvedOptions().maximumFractionDigits;
    one("[data-checked]").textContent = rows.length;
    one("[data-sum]").textContent = kinds.length === 1 ? price.format(worth) : "";
  };
  document.addEventListener("click", (event) => document.getElementById(event.target.closest("[data-dialog]")?.dataset.dialog)?.showModal());
  document.addEventListener("change", count);
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-poll]") && (ticked().length || one("[data-cursor]"))) event.preventDefault();
  });
  document.querySelectorAll("[data-seconds]").forEach((node) => {
    const clock = setInterval(() => (node.textContent = Math.max(Number(node.textContent) - 1, 0)) || clearInterval(clock), 1000);
  });
  document.querySelectorAll("dialog[data-open]").forEach((dialog) => dialog.showModal());
})();
