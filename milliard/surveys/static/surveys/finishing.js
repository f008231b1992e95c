// «Terminer et envoyer» waits for the network, and says so; words of a section that have not left are named first.
// Without this script the browser says that it is offline.

const strip = document.getElementById("unsaved-strip");
const DRAFT = /^brouillon:(.*):([0-9a-f]*):[^:]*$/; // as saving.js keeps them
const AGAIN = 5_000;
const TOO_SLOW = 8_000;

const mark = document.querySelector("form[data-finishes] [name=page__of]")?.value ?? "";
const sectionsUnsent = () => {
  try {
    const keys = [localStorage, sessionStorage].flatMap((store) => Object.keys(store));
    return [...new Set(keys.map((key) => DRAFT.exec(key)).filter((found) => mark && found?.[2] === mark).map((found) => found[1]))];
  } catch {
    return []; // a browser may refuse to keep anything
  }
};
const say = (...words) => {
  strip.replaceChildren(...words);
  strip.hidden = !words.length;
};
const sayUnsent = (path) => {
  const link = Object.assign(document.createElement("a"), { href: path, textContent: "Les retrouver" });
  say("Des mots écrits dans une section ne sont pas enregistrés. ", link, ". Pour terminer sans eux, appuyez encore.");
};
const sayOffline = () =>
  say("Pas de connexion\u00a0: votre réponse n’est pas encore envoyée. Elle partira dès que la connexion revient.");
// The smallest thing of this site, asked of the network itself: a browser may believe it is online.
const isReached = async () => {
  if (!navigator.onLine) return false;
  try {
    const signal = AbortSignal.timeout(TOO_SLOW);
    return (await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
};

let waiting = null; // the form whose button was pressed, until the network is there
let timer = 0;
let isTold = false; // of words not sent
const finish = async () => {
  clearTimeout(timer);
  const form = waiting;
  if (!form) return;
  if (await isReached()) {
    waiting = null;
    say();
    form.submit();
  } else {
    sayOffline();
    timer = setTimeout(finish, AGAIN);
  }
};

for (const form of document.querySelectorAll("form[data-finishes]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [path] = sectionsUnsent();
    if (path && !isTold) {
      isTold = true;
      return sayUnsent(path);
    }
    if (waiting) return;
    waiting = form;
    finish();
  });
}
window.addEventListener("online", finish);
window.addEventListener("offline", () => { if (waiting) sayOffline(); });
if (sectionsUnsent().length) sayUnsent(sectionsUnsent()[0]);
