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
(() => {
"use strict";
const LONGEST = 1600;
const shrink = async (file) => {
if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
const image = await createImageBitmap(file).catch(() => null);
if (!image) return file;
const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
const canvas = document.createElement("canvas");
canvas.width = Math.round(image.width * scale);
canvas.height = Math.round(image.height * scale);
canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
const small = blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
small.canvas = canvas;
return small;
};
const cross = (address) => {
const space = "http://www.w3.org/2000/svg";
const icon = document.createElementNS(space, "svg");
const use = document.createElementNS(space, "use");
icon.setAttribute("class", "icon");
icon.setAttribute("aria-hidden", "true");
use.setAttribute("href", `${address}#x`);
icon.append(use);
return icon;
};
document.querySelectorAll("[data-photos]").forEach((box) => {
const input = box.querySelector('input[type="file"]');
const shelf = box.querySelector(".previews");
let kept = [];
const show = () => {
const carrier = new DataTransfer();
kept.forEach((file) => carrier.items.add(file));
input.files = carrier.files;
shelf.replaceChildren(...kept.map((file, at) => {
const tile = document.createElement("div");
tile.className = "preview";
if (file.canvas) tile.append(file.canvas);
const remove = document.createElement("button");
remove.type = "button";
remove.setAttribute("aria-label", `${box.dataset.remove} ${at + 1}`);
remove.append(cross(box.dataset.icons));
remove.addEventListener("click", () => {
kept = kept.filter((other) => other !== file);
show();
input.focus();
});
tile.append(remove);
return tile;
}));
};
input.addEventListener("change", async () => {
const fresh = await Promise.all([...input.files].map(shrink));
kept = (input.multiple ? [...kept, ...fresh] : fresh).slice(0, Number(box.dataset.max));
show();
});
});
})();
