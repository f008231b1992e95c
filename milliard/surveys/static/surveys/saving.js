// Answers leave while one writes. Every send says its page and its number, so that the server takes no send twice, none
// after a later one, and nobody's words for somebody else's (docs/decisions/0011). The page works without it.

const form = document.querySelector("#section-form[data-saves]");
const strip = document.getElementById("unsaved-strip");
const PAUSE = 2_000; // after the last key
const LONGEST = 10_000; // of words that have not left although somebody goes on typing
const TOO_SLOW = 20_000; // for an answer
const SLOW = 4_000; // before saying that sending takes long
const PARTING_BYTES = 60_000; // what a browser still sends for a page that is gone: 64 kB in all

const plain = (values) => values.map((value) => value.replace(/\r\n?/g, "\n")).join("\n");

// ——— What the boxes hold, and what the server is known to have ———
const isAnswer = (control) =>
  control.name && !["hidden", "file", "submit", "button", "reset", "fieldset"].includes(control.type);
const isTicked = (control) => control.type === "checkbox" || control.type === "radio";
const chosen = (control, name) => [...control.options].filter((option) => option[name]).map((option) => option.value);
const held = (control) => {
  if (isTicked(control)) return control.checked ? [control.value] : [];
  return control.options ? chosen(control, "selected") : [control.value];
};
const sentByServer = (control) => {
  if (isTicked(control)) return control.defaultChecked ? [control.value] : [];
  if (!control.options) return [control.defaultValue];
  const given = chosen(control, "defaultSelected");
  return given.length ? given : [...control.options].slice(0, control.multiple ? 0 : 1).map((option) => option.value);
};
const read = (values, within = form) => {
  const found = new Map();
  for (const control of within.querySelectorAll("[name]")) {
    if (isAnswer(control)) found.set(control.name, [...(found.get(control.name) ?? []), ...values(control)]);
  }
  return new Map([...found].map(([name, given]) => [name, plain(given)]));
};
const known = new Map(); // by name, once something was sent; else what the server wrote in the page
const unsent = () => {
  const shown = read(sentByServer);
  return [...read(held)].filter(([name, value]) => value !== (known.get(name) ?? shown.get(name))).map(([name]) => name);
};
const refused = () => form.querySelectorAll("#section-state [name=errored]").length;
const isUndecided = () => form.querySelector("[name=undecided]") !== null;
const mark = () => form.querySelector("[name=page__of]")?.value ?? "";

// ——— Words that have not been acknowledged stay in the browser until they are ———
// For this response only; on a shared computer, and before there is a response, no longer than the tab.
const DRAFT = "brouillon:";
const DRAFT_DAYS = 7;
const stores = () => [localStorage, sessionStorage];
const draftsHere = () => `${DRAFT}${location.pathname}:${mark()}:`;
const eachDraft = function* () {
  for (const store of stores()) {
    for (const key of Object.keys(store).filter((name) => name.startsWith(DRAFT))) yield [store, key];
  }
};
const safely = (act) => {
  try { return act(); } catch { return undefined; } // a browser may refuse to keep anything, or be full
};
const isTrial = form?.dataset.drafts === "none"; // of the team: nothing is stored anywhere
const keepDraft = (data) => !isTrial && safely(() => {
  const body = new URLSearchParams(data);
  body.delete("csrfmiddlewaretoken");
  const store = mark() && form.dataset.drafts === "local" ? localStorage : sessionStorage;
  store.setItem(draftsHere() + body.get("page"), JSON.stringify({ at: Date.now(), body: body.toString() }));
});
const dropDraft = () => safely(() => {
  const page = form.querySelector("[name=page]").value;
  for (const [store, key] of eachDraft()) if (key.endsWith(`:${page}`)) store.removeItem(key);
});
const forgetOldDrafts = () => safely(() => {
  for (const [store, key] of eachDraft()) {
    if (Date.now() - JSON.parse(store.getItem(key)).at > DRAFT_DAYS * 86_400_000) store.removeItem(key);
  }
});
const isOnPage = (body) => {
  const now = read(held);
  return [...new Set(body.keys())].every((name) => {
    const value = plain(body.getAll(name));
    const isState = /^(page|page__.*|opened_at|fresh|shown|shared_shown|consents_shown|errored|undecided|rows__.*|pick__.*|sought__.*)$/.test(name);
    return isState || (now.has(name) ? now.get(name) === value : value.trim() === "");
  });
};
// Words of a page that went away: sent as they were, so that the server says what is left of them. The page that answers
// names the one it answers.
const takeUpDraft = () => safely(() => {
  for (const [store, key] of eachDraft()) {
    if (!key.startsWith(draftsHere())) continue;
    const body = new URLSearchParams(JSON.parse(store.getItem(key)).body);
    const isAnswered = body.get("page") === form.dataset.again;
    if (isAnswered || isOnPage(body)) store.removeItem(key);
    else if (!form.dataset.again || !(refused() || isUndecided())) return sendAgain(body);
  }
});
const sendAgain = (body) => {
  const again = document.createElement("form");
  Object.assign(again, { method: "post", action: form.action, hidden: true });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("go", "refresh");
  for (const [name, value] of body) {
    const box = document.createElement("textarea"); // keeps line ends, which a hidden input loses
    Object.assign(box, { name, value });
    again.append(box);
  }
  document.body.append(again);
  leave();
  again.submit();
};

// ——— What is said ———
const slot = () => document.getElementById("saved-mark");
const say = (state, words) => {
  const place = slot();
  if (!place) return;
  place.setAttribute("aria-live", "off"); // the strip speaks
  place.className = `saved-mark${state ? ` saved-mark--${state}` : ""}`;
  place.textContent = words;
};
const sayInStrip = (words) => {
  if (!strip || strip.textContent === words) return;
  strip.textContent = words;
  strip.hidden = !words;
};
const sayChanged = () => say("", "Modification en cours…");
const stay = () => (form.dataset.drafts === "local" && mark() ? "sur cet appareil" : "à l’écran");
const sayFailed = () => {
  const next = waiting ? "\u00a0: la suite s’ouvrira dès qu’elle revient" : "";
  const words = `Pas encore enregistré\u00a0: la connexion manque. Vos mots restent ${stay()} et partiront seuls.`;
  say("failed", `Pas encore enregistré\u00a0: la connexion manque. Vos réponses restent ${stay()}.`);
  sayInStrip(waiting ? `Pas de connexion${next}. Vos mots restent ${stay()}.` : words);
};
const sayState = () => {
  if (hasFailed) return;
  const words = slot()?.classList.contains("saved-mark--failed") ? slot().textContent.trim().replace(/\s+/g, " ") : "";
  if (!isRefused && (unsent().length || isWithheld || uploads())) sayChanged();
  sayInStrip(words);
};

// ——— Sending ———
let number = 0;
let underway = null;
let isLeaving = false;
let hasFailed = false;
let isRefused = false; // the server has answered that it stores nothing, and why
let isWithheld = false; // something that came back could not be put in place: somebody is typing there
let tries = 0;
let timer = 0;
let since = 0;
let typing = null;
let waiting = null; // the button that was pressed, until all is sent

// Nothing leaves beside a page on its way, unless that way was stopped: then what is written counts again.
const leave = () => {
  isLeaving = true;
  setTimeout(() => { isLeaving = false; if (unsent().length) soon(PAUSE); }, TOO_SLOW);
};
const soon = (delay) => {
  since ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(save, Math.max(0, Math.min(delay, since + LONGEST - Date.now())));
};
const bodyOf = (more = {}) => {
  const data = new FormData(form);
  for (const box of form.querySelectorAll("input[type=file]")) data.delete(box.name);
  for (const [name, value] of Object.entries({ page__send: ++number, ...more })) data.set(name, value);
  return new URLSearchParams(data);
};
const request = (body, more) =>
  fetch(form.action, {
    method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin", redirect: "error", ...more,
  });

// What comes back never replaces a box that somebody is typing in, nor an answer changed since it was sent.
const mayReplace = (place, at) =>
  !(typing && place.contains(typing)) && [...read(held, place)].every(([name, value]) => (at.get(name) ?? value) === value);
const putBack = (text, at, isOfFile = false) => {
  const parts = document.createElement("template");
  parts.innerHTML = text;
  isWithheld = false;
  for (const part of [...parts.content.children]) {
    const place = document.getElementById(part.id);
    if (!place || (isOfFile && mark() && place.id === "section-state")) continue; // a file knows of itself only
    const way = part.getAttribute("hx-swap-oob");
    part.removeAttribute("hx-swap-oob");
    if (way === "innerHTML") place.replaceChildren(...part.childNodes);
    else if (mayReplace(place, at)) replace(place, part);
    else isWithheld = true;
  }
};
const replace = (place, part) => {
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.replaceWith(part);
  for (const name of read(held, part).keys()) known.delete(name);
  window.htmx?.process(part);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  part.dispatchEvent(new CustomEvent("survey:replaced", { bubbles: true }));
};

const post = async () => {
  const at = read(held);
  const body = bodyOf();
  const slow = setTimeout(() => sayInStrip("Pas encore enregistré\u00a0: l’envoi est en cours…"), SLOW);
  let answer, text;
  keepDraft(body);
  since = 0;
  try {
    const isSmall = body.toString().length < PARTING_BYTES / 2;
    answer = await request(body, { keepalive: isSmall, signal: AbortSignal.timeout(TOO_SLOW) });
    text = await answer.text();
    if (answer.status >= 500 || !text.includes("saved-slot")) throw new Error("no answer of ours");
  } catch {
    if (!isLeaving) fail();
    return false;
  } finally {
    clearTimeout(slow);
  }
  hasFailed = false;
  isRefused = !answer.ok;
  tries = 0;
  if (answer.ok) for (const [name, value] of at) known.set(name, value);
  putBack(text, at);
  if (answer.ok && !unsent().length && !refused() && !isUndecided()) dropDraft();
  if (answer.status === 429) soonAgain(60_000);
  sayState();
  return true;
};
const soonAgain = (delay) => {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
};
const fail = () => {
  hasFailed = true;
  sayFailed();
  soonAgain(Math.min(3_000 * 2 ** tries++, 30_000));
};
// One send at a time: what is written meanwhile leaves after its answer.
const save = async () => {
  clearTimeout(timer);
  if (isLeaving) return true;
  while (underway) await underway;
  if (isLeaving) return true;
  if (!unsent().length && !hasFailed && !isWithheld) {
    since = 0;
    return true;
  }
  underway = post();
  const isSent = await underway;
  underway = null;
  if (waiting) goOn(isSent);
  else if (isSent && !isRefused && unsent().length) soon(PAUSE);
  return isSent;
};
// The page goes away: its last words leave without waiting for an answer, those in conflict to be kept apart. Some may
// have been written after the button that leads away.
const sendLastWords = (isGone) => {
  if (!(unsent().length || (!isLeaving && (hasFailed || (isGone && isUndecided()))))) return;
  const body = bodyOf(isGone ? { page__leaving: "1" } : {});
  keepDraft(body);
  request(body, { keepalive: body.toString().length < PARTING_BYTES }).catch(() => {});
};

// ——— Going on: a button or a link waits until all is sent ———
const uploads = () => document.querySelectorAll("[data-uploading]").length;
const goOn = (isSent) => {
  if (!isSent || (!navigator.onLine && !unsent().length)) return hasFailed || fail();
  if (unsent().length && !isRefused) return void save();
  if (uploads()) return sayInStrip("Un fichier est encore en cours d’envoi\u00a0: la suite s’ouvrira dès qu’il est reçu.");
  const go = waiting;
  waiting = null;
  sayInStrip("");
  leave();
  if (go instanceof HTMLAnchorElement) location.assign(go.href);
  else form.requestSubmit(go?.isConnected ? go : sameButton(go));
};
const sameButton = (button) =>
  button && form.querySelector(`button[name="${CSS.escape(button.name)}"][value="${CSS.escape(button.value)}"]`);
const sendThen = (what) => {
  if (waiting) return;
  waiting = what;
  if (navigator.onLine) save().then((isSent) => waiting && !underway && goOn(isSent));
  else fail();
};

if (form) {
  const ordinal = document.createElement("input");
  Object.assign(ordinal, { type: "hidden", name: "page__send", value: "0" });
  form.append(ordinal);
  forgetOldDrafts();
  if (form.dataset.again !== undefined) history.replaceState(null, ""); // coming back here asks, it does not send again
  // What browsers put back by themselves may be older, and may come after this script: they keep nothing of this form.
  form.autocomplete = "off";
  const way = performance.getEntriesByType("navigation")[0]?.type;
  if (way === "reload" || way === "back_forward") form.reset();
  takeUpDraft();
  if (!isLeaving && refused()) keepDraft(bodyOf());
  if (!isLeaving && unsent().length) soon(PAUSE); // written before this script came
  sayState();

  form.addEventListener("input", (event) => {
    typing = event.target;
    if (hasFailed) return;
    sayChanged();
    soon(PAUSE);
  });
  form.addEventListener("change", () => { typing = null; if (!hasFailed) soon(400); });
  form.addEventListener("focusout", () => { typing = null; if (isWithheld) soon(400); });
  form.addEventListener("submit", (event) => {
    const isSettled = !unsent().length && !hasFailed && !underway && !uploads() && navigator.onLine;
    if (isLeaving || isSettled) {
      leave();
      ordinal.value = String(++number);
      return;
    }
    event.preventDefault();
    sendThen(event.submitter);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isHere = link.pathname === location.pathname && link.search === location.search && link.hash;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download") || isHere) return;
    if (!unsent().length || hasFailed || isRefused || !navigator.onLine) return; // nothing to send, or the browser asks
    event.preventDefault();
    sendThen(link);
  });
  form.addEventListener("survey:uploading", sayChanged);
  form.addEventListener("survey:answered", (event) => { putBack(event.detail.text, read(held), true); sayState(); });
  form.addEventListener("survey:uploaded", () => { if (waiting && !underway) goOn(true); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") sendLastWords(false);
    else if (hasFailed) save();
  });
  window.addEventListener("pagehide", () => sendLastWords(true));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("online", () => { tries = 0; if (hasFailed || waiting) save().then((isSent) => waiting && goOn(isSent)); });
  window.addEventListener("offline", () => { if (unsent().length) fail(); });
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving || isTrial) return;
    const tooLong = unsent().length && bodyOf().toString().length >= PARTING_BYTES;
    if ((unsent().length && (hasFailed || isRefused || !navigator.onLine)) || tooLong || refused() || uploads()) event.preventDefault();
  });
}
