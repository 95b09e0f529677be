// Passkeys: the browser makes or uses one, and its answer goes along with the form. Without this, a password is enough.
const understands = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;

async function optionsOf(form) {
  const data = form.querySelector("script[type='application/json']");
  if (data) { return JSON.parse(data.textContent); }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) { throw new Error(answer.statusText); }
  return answer.json();
}

async function credentialFor(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    const wanted = options.creation_options.publicKey;
    // Kept where it signs in by itself, wherever it can be; an older key is a second factor beside a password.
    Object.assign(wanted.authenticatorSelection, { residentKey: "preferred", userVerification: "preferred" });
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
  }
  const wanted = options.request_options.publicKey;
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wanted) });
}

function apologise(form) {
  form.querySelector(".errornote")?.remove();
  const note = Object.assign(document.createElement("p"), { className: "errornote", textContent: form.dataset.sorry });
  note.setAttribute("role", "alert");
  form.prepend(note);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden &&= !understands;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      form.elements.credential.value = JSON.stringify(await credentialFor(form));
      form.submit();
    } catch {
      apologise(form);
    }
  });
}
