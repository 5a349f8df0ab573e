// Passkeys: the browser's own dialog answers our question, then the form goes its way.
(() => {
  "use strict";
  const keys = window.PublicKeyCredential;
  if (!keys || !keys.parseCreationOptionsFromJSON) return;
  const ask = async (form) => {
    const asked = await fetch(form.dataset.passkey, { method: "POST", body: new FormData(form) });
    const options = await asked.json();
    const key = "make" in form.dataset
      ? await navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options) });
    return JSON.stringify(key.toJSON());
  };
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        form.elements.answer.value = await ask(form);
        form.submit();
      } catch {
        form.querySelector("[data-failed]").hidden = false;
      }
    });
  });
})();
