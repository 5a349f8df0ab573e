// The desk: dialogs, the count of checked rows, a queue that waits while one works in it, seconds left to undo.
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const ticked = () => document.querySelectorAll("[data-rows] .tick:checked").length;
  const count = () => {
    if (!one("[data-bulk]")) return;
    one("[data-bulk]").hidden = !ticked();
    one("[data-checked]").textContent = ticked();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
  });
  document.addEventListener("change", count);
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-poll]") && (ticked() || one("[data-cursor]"))) event.preventDefault();
  });
  document.querySelectorAll("[data-seconds]").forEach((node) => {
    const clock = setInterval(() => (node.textContent = Math.max(Number(node.textContent) - 1, 0)) || clearInterval(clock), 1000);
  });
  document.querySelectorAll("dialog[data-open]").forEach((dialog) => dialog.showModal());
})();
