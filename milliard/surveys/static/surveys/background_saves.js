// Answers are saved in the background by htmx: what its fragments may replace, what the saved mark tells. The page
// works without it.

// What comes back from a save in the background never replaces a box that somebody is typing in, nor an answer
// changed since it was sent: that change is about to be sent too, and its own answer will follow.
const sentBy = new WeakMap();
let typing = null;
const plain = (values) => values.map((value) => (value instanceof File ? value.name : value)).join("\n");
const changedSince = (form, sent, names) => {
  const now = new FormData(form);
  return names.some((name) => plain(now.getAll(name)) !== plain(sent.getAll(name)));
};
document.addEventListener("input", (event) => { typing = event.target; });
for (const end of ["change", "focusout"]) {
  // Not at the «change» of a whole form, sent again below while somebody may be typing.
  document.addEventListener(end, (event) => { if (!(event.target instanceof HTMLFormElement)) typing = null; });
}
document.addEventListener("htmx:configRequest", (event) => { sentBy.set(event.detail.elt, event.detail.formData); });
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const target = event.detail.target;
  const form = target.closest("form");
  const sent = form && sentBy.get(form);
  if (!sent) return;
  const names = [...target.querySelectorAll("[name]")].map((control) => control.name);
  if (changedSince(form, sent, names) || (typing && target.contains(typing))) event.preventDefault();
});

// «Enregistré» is only shown for what is on the screen: it goes at the first key, and does not come back with a save
// that something was written after. Quietly: the next save speaks for itself.
const sayChanged = () => {
  const mark = document.querySelector("#saved-mark.saved-mark--saved");
  if (!mark) return;
  mark.setAttribute("aria-live", "off");
  mark.className = "saved-mark";
  mark.textContent = "Modification en cours…";
};
document.addEventListener("input", (event) => { if (event.target.closest("form[hx-post]")) sayChanged(); });
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const saves = event.detail.target.querySelector("#saved-mark") && document.querySelector("form[hx-post]");
  const sent = saves && sentBy.get(saves);
  const answers = sent ? [...saves.elements].filter((control) => control.type !== "hidden" && control.type !== "file") : [];
  if (sent && changedSince(saves, sent, answers.map((control) => control.name).filter(Boolean))) sayChanged();
});

// A connection that fails while htmx saves: say it where the saved mark is.
document.addEventListener("htmx:sendError", () => {
  const mark = document.getElementById("saved-mark");
  if (!mark) return;
  mark.className = "saved-mark saved-mark--failed";
  mark.textContent = "Pas encore enregistré\u00a0: la connexion manque. Vos réponses restent à l’écran.";
});

// The connection is back: what was not saved leaves again, without waiting for another answer.
window.addEventListener("online", () => {
  const form = document.querySelector("#saved-mark.saved-mark--failed") && document.querySelector("form[hx-post]");
  form?.dispatchEvent(new Event("change", { bubbles: true }));
});
