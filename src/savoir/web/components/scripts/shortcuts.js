// Keyboard of the desk. Keys are read by `event.key`, so AZERTY works; nothing fires while one types;
// single letters can be switched off (WCAG 2.1.4) in the dialog that `?` opens.
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
