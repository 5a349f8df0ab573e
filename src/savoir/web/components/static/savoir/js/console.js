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
const STORE = "savoir-shortcuts";
const dialog = document.getElementById("shortcuts");
const isOn = () => localStorage.getItem(STORE) !== "off";
const isTyping = (node) => node.isContentEditable || node.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
const shown = (node) => node.offsetParent !== null && !node.disabled;
const first = (selector) => [...document.querySelectorAll(selector)].find(shown);
let chord = "";
const move = (by) => {
const rows = [...document.querySelectorAll("[data-row]")];
if (!rows.length) return;
const at = rows.findIndex((row) => row.hasAttribute("data-cursor"));
const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
rows.forEach((row) => row.removeAttribute("data-cursor"));
next.setAttribute("data-cursor", "");
const link = next.querySelector("a") || next;
link.focus({ preventScroll: true });
next.scrollIntoView({ block: "nearest" });
};
const select = () => {
const tick = document.querySelector("[data-cursor] input[type=checkbox]");
if (tick) tick.click();
};
const press = (name) => {
const target = first(`[data-shortcut="${CSS.escape(name)}"]`);
if (target) target.matches("textarea, input") ? target.focus() : target.click();
return Boolean(target);
};
const pick = (digit) => {
const radio = first(`input[data-key="${digit}"]`);
if (!radio) return false;
radio.click();
radio.focus();
return true;
};
const line = (key, text) => {
const row = document.createElement("div");
row.append(Object.assign(document.createElement("dt"), { textContent: text }));
const value = document.createElement("dd");
value.append(Object.assign(document.createElement("kbd"), { className: "kbd", textContent: key }));
row.append(value);
return row;
};
const list = () => {
const box = document.getElementById("shortcuts-list");
const words = box.dataset;
const rows = [["J", words.next], ["K", words.previous], ["Ctrl K", words.search], ["Z", words.undo]];
document.querySelectorAll("[data-shortcut]").forEach((node) => {
const own = node.cloneNode(true);
own.querySelectorAll(".kbd, svg").forEach((part) => part.remove());
rows.push([node.dataset.shortcut.replace("+", " "), node.dataset.label || own.textContent.trim()]);
});
box.replaceChildren(...rows.map(([key, text]) => line(key.toUpperCase(), text)));
document.getElementById("shortcuts-on").checked = isOn();
dialog.showModal();
};
const single = (key) => {
if (key === "j") return move(1), true;
if (key === "k") return move(-1), true;
if (key === "x") return select(), true;
if (key === "z") {
const undo = first("[data-undo]");
if (undo) undo.click();
return Boolean(undo);
}
if (/^[1-9]$/.test(key)) return pick(key);
if (key === "g") return (chord = "g "), setTimeout(() => (chord = ""), 1200), true;
return press(key);
};
document.addEventListener("keydown", (event) => {
if (document.querySelector("dialog[open]") || event.isComposing) return;
const key = event.key.toLowerCase();
if (event.ctrlKey && key === "enter") return void (press("ctrl+enter") && event.preventDefault());
if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
if (key === "?" && dialog) return event.preventDefault(), list();
if (!isOn()) return;
const name = chord + key;
chord = "";
if (name.length > 1 && name.startsWith("g ") ? press(name) : single(key)) event.preventDefault();
});
if (dialog) {
document.getElementById("shortcuts-on").addEventListener("change", (event) => {
localStorage.setItem(STORE, event.target.checked ? "on" : "off");
});
}
})();
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
