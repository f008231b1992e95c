// A chosen file leaves at once, alone, and is said to be kept only then. Without this script it leaves with its page.

const form = document.querySelector("#section-form[data-saves]");
const RETRY = 5_000;
const OWN = /^(csrfmiddlewaretoken|page|page__of|fresh|opened_at|consents_shown|consent_.*|shared_shown|shared|rows__.*)$/;
const sent = new Map(); // by form name: what is under way

const bodyOf = (box) => {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (OWN.test(name) || (name === "shown" && value.startsWith(`${box.name}:`))) body.append(name, value);
  }
  body.append(box.name, box.files[0]);
  return body;
};
const wordsFor = (box) => {
  const known = box.parentElement.querySelector("[data-uploading]");
  if (known) return known;
  const words = document.createElement("p");
  words.className = "field__hint";
  words.dataset.uploading = "";
  words.setAttribute("role", "status");
  box.after(words);
  return words;
};
const say = (box, text, part) => {
  const words = wordsFor(box);
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: part ?? 0 });
  bar.setAttribute("aria-label", text);
  if (part !== undefined && words.querySelector("progress")) words.querySelector("progress").value = part;
  else words.replaceChildren(text, ...(part === undefined ? [] : [document.createElement("br"), bar]));
};
const forget = (name) => {
  const { request, timer } = sent.get(name) ?? {};
  sent.delete(name);
  clearTimeout(timer);
  request?.abort();
};
const tell = (name, detail) => form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

const send = (box) => {
  forget(box.name);
  const [file] = box.files;
  if (!file) {
    box.parentElement.querySelector("[data-uploading]")?.remove();
    return tell("survey:uploaded");
  }
  const request = new XMLHttpRequest();
  sent.set(box.name, { request });
  say(box, `Envoi de «\u00a0${file.name}\u00a0»…`, 0);
  tell("survey:uploading");
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) say(box, "", event.loaded / event.total);
  });
  request.addEventListener("load", () => answered(box, request));
  request.addEventListener("error", () => failed(box, "la connexion manque. Il repartira dès qu’elle revient."));
  request.send(bodyOf(box));
};
const answered = (box, request) => {
  const text = request.responseText;
  if (request.status === 413) return stopped(box, "Ce fichier est trop lourd\u00a0: il n’a pas été envoyé.");
  if (request.status >= 500 || !text.includes("saved-slot")) {
    return failed(box, "le site ne répond pas. Il repartira dans un instant.");
  }
  sent.delete(box.name);
  if (request.status !== 200) { // why stands in the answer: an accord to give first, a questionnaire just closed
    tell("survey:answered", { text });
    return stopped(box, "Ce fichier n’a pas été envoyé.");
  }
  wordsFor(box).remove();
  box.value = "";
  tell("survey:answered", { text });
  tell("survey:uploaded");
};
const stopped = (box, text) => {
  sent.delete(box.name);
  say(box, text);
  delete wordsFor(box).dataset.uploading;
  tell("survey:uploaded");
};
const failed = (box, why) => {
  say(box, `Ce fichier n’est pas encore envoyé\u00a0: ${why}`);
  sent.set(box.name, { timer: setTimeout(() => box.isConnected && send(box), RETRY) });
};

form?.addEventListener("change", (event) => { if (event.target.type === "file") send(event.target); });
window.addEventListener("online", () => {
  for (const name of [...sent.keys()]) {
    const box = form.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
    if (box && sent.get(name).timer) send(box);
  }
});
