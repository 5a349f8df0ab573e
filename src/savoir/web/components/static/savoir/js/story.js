(() => {
"use strict";
const LIFE = 10000;
const box = document.getElementById("toasts");
const arm = (toast) => toast.dataset.level === "bad" || setTimeout(() => toast.remove(), LIFE);
if (box) {
box.querySelectorAll(".toast").forEach(arm);
new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
if (node.classList && node.classList.contains("toast")) arm(node);
}))).observe(box, { childList: true });
}
const say = (text, level) => {
if (!box || !text) return;
const toast = document.createElement("div");
toast.className = "toast";
toast.dataset.level = level || "ok";
const words = document.createElement("span");
words.className = "toast-text";
words.textContent = text;
toast.append(words);
box.append(toast);
};
document.addEventListener("savoir:toast", (event) => say(event.detail.text, event.detail.level));
document.addEventListener("htmx:configRequest", (event) => {
const token = document.querySelector('meta[name="csrf-token"]').content;
if (token) event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:afterSwap", (event) => {
const summary = event.target.querySelector && event.target.querySelector("#error-summary");
if (summary) summary.focus();
});
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
})();
