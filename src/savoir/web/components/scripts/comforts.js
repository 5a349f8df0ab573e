// Small comforts of forms and lists; every page works without them.
(() => {
  "use strict";
  document.querySelectorAll("[data-choices]").forEach((box) => {
    const button = document.getElementById(box.dataset.choices);
    const follow = () => {
      const chosen = box.querySelector("input:checked");
      button.textContent = (chosen && chosen.dataset.button) || button.dataset.default;
    };
    if (!button) return;
    box.addEventListener("change", follow);
    follow();
  });
  document.querySelectorAll("[data-keep]").forEach((field) => {
    const key = `savoir:${location.pathname}:${field.dataset.keep}`;
    if (!field.value) field.value = sessionStorage.getItem(key) || "";
    field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
    if (field.form) field.form.addEventListener("submit", () => sessionStorage.removeItem(key));
  });
  document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const copy = event.target.closest("[data-copy]");
    const step = event.target.closest("[data-step]");
    if (copy && navigator.clipboard) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      const text = copy.dataset.copied || copy.dataset.copy;
      document.dispatchEvent(new CustomEvent("savoir:toast", { detail: { text } }));
    }
    if (step) {
      const input = step.parentElement.querySelector("input");
      const most = Number(input.max || 99);
      input.value = Math.min(Math.max(Number(input.value) + Number(step.dataset.step), Number(input.min || 0)), most);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
