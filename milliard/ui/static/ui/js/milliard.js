// Small comforts over pages that work without them. Each part looks for its mark (data-…) and does nothing without it.
// htmx swaps fragments in: events are caught on the document, so that new elements need no set-up.

import { prepareCopying } from "./copying.js";

const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

const say = (words) => {
  const said = document.createElement("p");
  said.textContent = words;
  document.getElementById("toasts")?.replaceChildren(said);
};

// Sent without network, a form would give way to the browser's own page, and what was typed be lost.
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.defaultPrevented || event.target.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say("Pas de réseau\u00a0: rien n’est parti, et ce que vous avez écrit est toujours là. Réessayez une fois la connexion revenue.");
});

const number = (text) => {
  const value = Number.parseFloat(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
  return Number.isFinite(value) ? value : 0;
};
const written = (value) => new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 }).format(value);

// Theme: at once, without loading the page again; the cookie is the one the server sets.
document.addEventListener("submit", (event) => {
  const form = closest(event, "[data-theme-switch]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `theme=${theme};path=/;max-age=${theme ? 31536000 : 0};samesite=lax${secure}`;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
});

// Exclusive answers untick the others, and the others untick them.
document.addEventListener("change", (event) => {
  const list = closest(event, "[data-choices]");
  if (!list || event.target.type !== "checkbox" || !event.target.checked) return;
  const isExclusive = event.target.hasAttribute("data-exclusive");
  for (const box of list.querySelectorAll("input[type=checkbox]")) {
    if (box !== event.target && (isExclusive || box.hasAttribute("data-exclusive"))) box.checked = false;
  }
});

// What is left of a text, and the running total of a split.
document.addEventListener("input", (event) => {
  const limit = Number(event.target.dataset?.counter);
  if (limit) {
    const left = limit - event.target.value.length;
    const words = document.querySelector(`[data-counter-for="${CSS.escape(event.target.id)}"]`);
    if (words) {
      const s = Math.abs(left) < 2 ? "" : "s";
      words.textContent =
        left < 0 ? `${written(-left)} caractère${s} de trop` : `${written(left)} caractère${s} possible${s}`;
      words.classList.toggle("field__counter--over", left < 0);
    }
  }
  const split = closest(event, "[data-split]");
  if (split) {
    let sum = 0;
    for (const box of split.querySelectorAll("input")) sum += number(box.value);
    sum = Math.round(sum * 10) / 10;
    split.querySelector("[data-split-sum]").textContent = written(sum);
    const gap = Math.round((Number(split.dataset.split) - sum) * 10) / 10;
    const unit = split.dataset.unit;
    const state = Math.abs(gap) <= 1 ? "ok" : gap < 0 ? "over" : "under";
    const words = { over: `${written(-gap)}\u00a0${unit} de trop`, under: `il manque ${written(gap)}\u00a0${unit}` };
    split.querySelector(".split__total").className = `split__total split__total--${state}`;
    split.querySelector("[data-split-said]").textContent = words[state] ?? (gap ? "à l’arrondi près" : "");
  }
});

// Rows proposed under a box: the one chosen is written in the box. A fragment never replaces them under the finger.
document.addEventListener("change", (event) => {
  const box = event.target.name?.startsWith("pick__") && closest(event, "[data-proposed]")?.querySelector("input[type=text]");
  if (box) box.value = event.target.value;
});
const holdsTheFinger = (target) => {
  const rows = document.activeElement?.closest("[data-proposed] fieldset");
  return Boolean(rows && target.contains(rows));
};
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (holdsTheFinger(event.detail.target)) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // Rows of words typed before: another answer to the same box, later than the choice.
  if (event.detail.target.id.endsWith("_options") && holdsTheFinger(event.detail.target)) event.detail.shouldSwap = false;
});

// Ranking: the two buttons move the row here instead of sending the form. A row without a rank takes the next one;
// nobody else's answer gets a rank by it.
document.addEventListener("click", (event) => {
  const button = closest(event, "[data-move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  const list = row.parentElement;
  const rows = [...list.children];
  const rankOf = (one) => Number.parseInt(one.querySelector("input").value, 10) || 0;
  const ranked = rows.filter(rankOf).sort((one, other) => rankOf(one) - rankOf(other));
  const place = ranked.indexOf(row);
  if (place < 0) ranked[Math.min(ranked.length, (Number(list.dataset.limit) || rows.length) - 1)] = row;
  else {
    const target = place + (button.dataset.move === "up" ? -1 : 1);
    if (!ranked[target]) return;
    [ranked[place], ranked[target]] = [ranked[target], row];
  }
  const rest = rows.filter((one) => !ranked.includes(one));
  list.append(...ranked, ...rest);
  for (const one of rest) one.querySelector("input").value = "";
  for (const [index, one] of ranked.entries()) one.querySelector("input").value = String(index + 1);
  button.focus();
  const said = list.parentElement.querySelector("[data-ranking-said]");
  if (said) said.textContent = `${row.querySelector("label").textContent.trim()}\u00a0: rang ${rankOf(row)}`;
  row.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
});

// The phone menu closes with Escape and gives the focus back.
document.addEventListener("keydown", (event) => {
  const menu = closest(event, "[data-menu][open]");
  if (menu && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A word of the menu that was unfolded folds again when one goes elsewhere.
const foldOthers = (event) => {
  for (const item of document.querySelectorAll(".site-nav--wide [data-menu][open]")) {
    if (!item.contains(event.target)) item.open = false;
  }
};
document.addEventListener("click", foldOthers);
document.addEventListener("focusin", foldOthers);

// Leaving with words not sent: the browser asks. A form says so with data-confirm-leave.
let unsent = false;
document.addEventListener("input", (event) => { if (closest(event, "[data-confirm-leave]")) unsent = true; });
document.addEventListener("submit", () => { unsent = false; });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail?.successful) unsent = false; });
window.addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });

// Details are opened for paper (older browsers print them folded), then put back.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const item of folded) item.open = true;
});
window.addEventListener("afterprint", () => { for (const item of folded) item.open = false; });

// A passkey refused, forgotten or cancelled: allauth only tells the console.
document.addEventListener("allauth.error", () => {
  say("La clé d’accès n’a pas répondu. Essayez encore, ou prenez un autre moyen.");
});

document.addEventListener("htmx:load", (event) => prepareCopying(event.detail.elt));
