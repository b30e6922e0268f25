// Asks the authenticator; without this file the link by mail still works.
const form = document.getElementById('passkey'), Key = window.PublicKeyCredential;
if (form && Key?.parseRequestOptionsFromJSON) {
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.dataset.offer, { method: 'POST', body: new FormData(form) });
      const asked = await answer.json(), made = await (asked.rp
        ? navigator.credentials.create({ publicKey: Key.parseCreationOptionsFromJSON(asked) })
        : navigator.credentials.get({ publicKey: Key.parseRequestOptionsFromJSON(asked) }));
      form.elements.answer.value = JSON.stringify(made);
      form.submit();
    } catch {
      const problem = document.getElementById('problem');
      problem.firstElementChild.textContent = form.dataset.failed;
      problem.hidden = false;
      problem.focus();
    }
  });
}
