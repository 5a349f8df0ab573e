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
const TWICE = 3000;
const AZERTY = "&é\"'(-è_ç";
let [audio, waiting, last] = [null, 0, { code: "", at: 0 }];
let mute = localStorage.getItem("savoir-mute") === "on";
const beep = (hertz, seconds, after = 0) => {
if (mute || !window.AudioContext) return;
audio = audio || new AudioContext();
const tone = audio.createOscillator();
const volume = audio.createGain();
const start = audio.currentTime + after;
tone.frequency.value = hertz;
volume.gain.setValueAtTime(0.18, start);
volume.gain.exponentialRampToValueAtTime(0.001, start + seconds);
tone.connect(volume).connect(audio.destination);
tone.start(start);
tone.stop(start + seconds);
};
const sounds = {
ok: () => beep(880, 0.12),
done: () => (beep(880, 0.1), beep(1320, 0.16, 0.11)),
warn: () => (beep(520, 0.16), beep(520, 0.16, 0.22)),
bad: () => beep(180, 0.45),
};
const play = (root) => {
const node = root && (root.matches("[data-sound]") ? root : root.querySelector("[data-sound]"));
if (node && sounds[node.dataset.sound]) sounds[node.dataset.sound]();
};
const field = () => document.querySelector("[data-scan] input");
const isTyping = (node) => node !== field() && node.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=hidden])");
const refocus = () => {
const active = document.activeElement;
if (field() && (!active || active === document.body) && !document.querySelector("dialog[open]")) field().focus();
};
const shown = (node) => node.offsetParent !== null && !node.disabled;
const press = (key) => {
const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(shown);
if (target) (target.querySelector("input[type=radio]:not(:checked)") || target).click();
return Boolean(target);
};
document.addEventListener("submit", (event) => {
if (!event.target.matches("[data-scan]")) return;
const code = field().value.trim();
const now = Date.now();
const isTwice = code !== "" && code === last.code && now - last.at < TWICE;
last = { code, at: now };
if (isTwice || (code === "" && !event.target.matches("[data-whole]"))) {
event.preventDefault();
event.stopImmediatePropagation();
field().value = "";
if (isTwice) sounds.warn();
else press("enter");
}
}, true);
document.addEventListener("keydown", (event) => {
if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
if (document.querySelector("dialog[open]")) return;
const input = field();
const typed = event.key.toLowerCase();
const key = typed.length === 1 && AZERTY.includes(typed) ? String(AZERTY.indexOf(typed) + 1) : typed;
const isFast = Boolean(input && input.value);
if (!isFast && /^([1-9]|[a-d]|[qz])$/.test(key) && !waiting) {
waiting = setTimeout(() => {
waiting = 0;
const kept = input ? input.value : typed;
if (kept.toLowerCase() !== typed) return;
if (input) input.value = "";
if (!press(key) && input) input.value = kept;
}, 120);
}
if (input && event.target !== input && event.key.length === 1) input.focus();
});
const online = () => {
const state = document.getElementById("dock-state");
if (!state) return;
const word = navigator.onLine ? "online" : "offline";
state.dataset.state = word;
state.querySelector("span").textContent = state.dataset[word];
};
["online", "offline"].forEach((name) => window.addEventListener(name, online));
document.addEventListener("focusout", () => setTimeout(refocus, 50));
document.addEventListener("htmx:afterSwap", (event) => (play(event.target), refocus()));
document.addEventListener("click", (event) => {
if (!event.target.closest("[data-mute]")) return;
mute = !mute;
localStorage.setItem("savoir-mute", mute ? "on" : "off");
event.target.closest("[data-mute]").setAttribute("aria-pressed", String(mute));
});
play(document.body);
online();
requestAnimationFrame(refocus); // the browser gives the focus first: a page that took it is told so in the console
})();
