// The desk goes on without network. A line (who, arrived or left, when) is written in this browser before it is sent, and
// stays until the server says that it has it: a page closed, a phone without battery lose none. One item of the store
// for each line, so that two tabs never write over one another. The page works without this script.

const desk = document.getElementById("desk");
const PREFIX = `accueil:${desk.dataset.assembly}:`;
const TOO_SLOW = 6_000;
const AGAIN = 10_000;
const MOST = 200; // lines of one sending
const KINDS = { arrived: "arrivée", left: "départ" };
const token = () => desk.querySelector("[name=csrfmiddlewaretoken]").value;
const hour = (at) => {
  const moment = new Date(at);
  return `${moment.getHours()}\u00a0h\u00a0${String(moment.getMinutes()).padStart(2, "0")}`;
};

// A browser that cannot stop waiting by itself waits as long as the network does.
const patience = () => AbortSignal.timeout?.(TOO_SLOW);

// ——— Lines kept here ———
const names = () => {
  try { return Object.keys(localStorage); } catch { return []; } // a browser may refuse to keep anything
};
const read = () => {
  const lines = [];
  for (const name of names()) {
    if (!name.startsWith(PREFIX)) continue;
    try { lines.push(JSON.parse(localStorage.getItem(name))); } catch { /* not ours */ }
  }
  return lines.sort((one, other) => one.at - other.at);
};
const keep = (line) => {
  try {
    localStorage.setItem(PREFIX + line.key, JSON.stringify(line));
    return true;
  } catch { return false; } // full, or refused: the form goes to the server as without script
};
const drop = (key) => localStorage.removeItem(PREFIX + key);

// ——— The roll, taken while there is a network; in memory only: names are not left on a borrowed phone ———
let people = [];
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-'’]/g, " ");
const post = (url, body) => fetch(url, {
  method: "POST",
  body,
  headers: { "X-CSRFToken": token(), "Content-Type": "application/json" },
  signal: patience(),
});
const takeRoll = async () => {
  try {
    const answer = await post(desk.dataset.excerpt, "");
    if (!isJson(answer)) return;
    people = (await answer.json()).people.map(([number, code, name]) => ({ number, code, name, words: plain(name) }));
    desk.dataset.roll = String(people.length);
  } catch { /* tried again when the network is back */ }
};
const isJson = (answer) => answer.ok && (answer.headers.get("content-type") ?? "").startsWith("application/json");
// A QR code holds an address that ends with the code.
const shownCode = (text) => /(?:^|\/)([0-9a-f]{12})\/?$/i.exec(text)?.[1] ?? text;
const called = (typed) => {
  const text = shownCode(typed.trim());
  if (/^\d{1,9}$/.test(text)) {
    const number = Number(text);
    return people.length ? people.filter((one) => one.number === number) : [{ number, name: "" }];
  }
  const byCode = people.filter((one) => one.code === text.toUpperCase());
  if (byCode.length) return byCode;
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.join("").length < 3) return [];
  return people.filter((one) => words.every((word) => one.words.includes(word))).slice(0, 20);
};
const nameOf = (number) => people.find((one) => one.number === number)?.name ?? "";

// ——— What is said ———
const box = document.getElementById("kept");
const say = (words) => { document.getElementById("kept-said").textContent = words; };
let blocked = "";
const show = () => {
  const lines = read();
  box.hidden = lines.length === 0;
  const waiting = lines.filter((line) => !line.why).length;
  const s = waiting > 1 ? "s" : "";
  if (lines.length) {
    say(blocked || (waiting
      ? `${waiting} ligne${s} en attente de réseau\u00a0: rien n’est perdu, l’envoi reprend tout seul.`
      : "Ces lignes attendent que quelqu’un décide."));
  }
  document.getElementById("kept-lines").replaceChildren(...lines.map(shownLine));
};
const shownLine = (line) => {
  const row = document.getElementById("kept-template").content.firstElementChild.cloneNode(true);
  const name = nameOf(line.number);
  row.querySelector(".kept-line__words").textContent =
    `${name ? `${name}, ` : ""}n°\u00a0${line.number}\u00a0: ${KINDS[line.kind]} à ${hour(line.at)}`;
  row.querySelector(".kept-line__why").textContent = line.why ?? "";
  const decide = row.querySelector("[data-decide]");
  decide.hidden = line.fate !== "conflict" && line.fate !== "refused";
  decide.addEventListener("click", () => {
    keep({ ...line, at: Date.now(), decided: true, why: undefined, fate: undefined });
    send();
  });
  const out = row.querySelector("[data-drop]");
  out.hidden = !line.why;
  out.addEventListener("click", () => { drop(line.key); show(); });
  return row;
};

// ——— Sending, in the order in which lines were noted ———
let isSending = false;
const send = async () => {
  show();
  const lines = read().filter((line) => !line.why).slice(0, MOST);
  if (isSending || !lines.length) return false;
  isSending = true;
  let isDone = false;
  try {
    const now = Date.now();
    const marks = lines.map(({ number, kind, key, at, decided }) => ({ number, kind, key, ago: Math.max(0, now - at), decided: decided === true }));
    const answer = await post(desk.dataset.marks, JSON.stringify({ marks }));
    if (isJson(answer)) {
      blocked = "";
      for (const one of (await answer.json()).verdicts) {
        const line = lines.find((kept) => kept.key === one.key);
        if (!line) continue;
        if (one.settled) drop(one.key);
        else keep({ ...line, fate: one.fate, why: one.why });
      }
      isDone = true;
    } else if (answer.status === 403 || answer.redirected) {
      blocked = "Votre session est finie\u00a0: reconnectez-vous dans un autre onglet. Ces lignes sont gardées.";
      await renew();
    }
  } catch { /* no network: they stay */ }
  isSending = false;
  show();
  if (isDone && read().some((line) => !line.why)) return send();
  return isDone;
};

const field = document.getElementById("id_q");
const region = document.getElementById("people");
const announce = (words) => {
  const line = document.createElement("p");
  line.className = "desk__said";
  line.textContent = words;
  region.replaceChildren(line);
};
// What the server shows at an address, put in this page: the roll taken before stays in memory. False without network.
const load = async (url) => {
  let answer;
  try {
    answer = await fetch(url, { cache: "no-store", signal: patience() });
  } catch { return false; }
  if (answer.status >= 500) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("people");
  if (!found) { location.assign(url); return true; } // signed out meanwhile: the site says so
  region.replaceChildren(...found.childNodes);
  desk.querySelector(".counts")?.replaceWith(page.querySelector(".counts"));
  return true;
};
// Signed in again elsewhere, the forms of this page hold a token of before.
const renew = async () => {
  const answer = await fetch(desk.dataset.here, { cache: "no-store", signal: patience() });
  if (answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#desk [name=csrfmiddlewaretoken]");
  if (fresh) for (const one of desk.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = fresh.value;
};
const note = async (number, kind, key) => {
  if (!keep({ number, kind, key, at: Date.now() })) return;
  const isDone = await send();
  const left = read().find((line) => line.key === key);
  field.value = "";
  if (isDone && !left && (await load(`${desk.dataset.here}?personne=${number}`))) {
    const line = document.createElement("p");
    line.className = "desk__said";
    line.textContent = `C’est noté\u00a0: ${KINDS[kind]}.`;
    region.prepend(line);
  } else {
    announce(left?.why ?? `Noté sur cet appareil\u00a0: ${KINDS[kind]} du n°\u00a0${number}. Personne suivante\u202f?`);
  }
  field.focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-mark]");
  if (!form || !event.submitter) return;
  const number = Number(form.elements.number.value);
  const kept = { number, kind: event.submitter.value, key: form.elements.key.value, at: Date.now() };
  if (!keep(kept)) return; // nothing can be kept here: the form itself goes
  event.preventDefault(); // pressed twice: the button is off, and the key the same
  event.submitter.disabled = true;
  note(number, kept.kind, kept.key);
});

// ——— Looking for somebody: the server's answer when there is one, the roll taken before otherwise ———
document.getElementById("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = field.value.trim();
  if (!typed) return;
  if (!(await load(`${desk.dataset.here}?${new URLSearchParams({ q: typed })}`))) showLocal(typed);
});
const showLocal = (typed) => {
  const found = called(typed);
  if (!found.length) return announce(`Sans réseau, personne ne correspond à «\u00a0${typed}\u00a0»\u00a0: essayez le numéro.`);
  const list = document.createElement("ul");
  list.className = "people";
  list.setAttribute("role", "list");
  list.append(...found.map((one) => {
    const row = document.getElementById("person-template").content.firstElementChild.cloneNode(true);
    row.querySelector(".person__name").textContent = `${one.name ? `${one.name}, ` : ""}n°\u00a0${one.number}`;
    for (const button of row.querySelectorAll("[data-kind]")) {
      button.addEventListener("click", () => note(one.number, button.dataset.kind, newKey()), { once: true });
    }
    return row;
  }));
  region.replaceChildren(list);
};
// `randomUUID` is there on https and on this machine alone; a hall may be served otherwise.
const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
  (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

const wake = () => {
  if (!people.length) takeRoll();
  send();
};
window.addEventListener("online", wake);
window.addEventListener("storage", show);
setInterval(() => { if (read().some((line) => !line.why)) send(); }, AGAIN);
takeRoll().then(show);
send();
