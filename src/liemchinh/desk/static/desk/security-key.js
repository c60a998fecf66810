// Security keys: asks the browser for one and sends its answer in the form. Without a script, or without a browser that
// knows keys, the button stays hidden and the page's other way (a code, a password) is the way.
(() => {
  "use strict";
  const supported = "credentials" in navigator && "PublicKeyCredential" in window;

  const bytes = (text) => {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
    return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options, alone) => {
    const asked = { ...options, challenge: bytes(options.challenge) };
    asked.user = { ...options.user, id: bytes(options.user.id) };
    asked.excludeCredentials = named(options.excludeCredentials);
    if (alone) {
      const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
      asked.authenticatorSelection = { ...options.authenticatorSelection, ...wanted };
    }
    return navigator.credentials.create({ publicKey: asked });
  };
  const get = async (options) => {
    const asked = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
    return navigator.credentials.get({ publicKey: asked });
  };

  const written = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      response,
      clientExtensionResults: key.getClientExtensionResults(),
    });
  };

  const optionsOf = async (form) => {
    const given = form.dataset.keyOptions;
    if (given) return JSON.parse(document.getElementById(given).textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  for (const form of document.querySelectorAll("form[data-key]")) {
    const button = form.querySelector("[data-key-press]");
    const failed = form.querySelector("[data-key-failed]");
    if (!supported || !window.isSecureContext) {
      const none = form.querySelector("[data-key-none]");
      if (none) none.hidden = false;
      continue;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
      failed.hidden = true;
      button.disabled = true;
      try {
        const options = await optionsOf(form);
        const alone = Boolean(form.querySelector("[name=passwordless]")?.checked);
        const key =
          form.dataset.key === "create"
            ? await create(options.creation_options.publicKey, alone)
            : await get(options.request_options.publicKey);
        form.querySelector("[name=credential]").value = written(key);
        form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
