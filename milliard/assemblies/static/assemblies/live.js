// The session keeps itself up to date: one small question again and again, at the pace the server tells, each phone a little
// apart from the others; none while nobody looks, more rarely while nothing answers, no more once the session is over.
const region = document.querySelector("[data-live]");
const said = document.querySelector("[data-live-said]");
const how = document.querySelector("[data-live-how]");
const LONGEST_MS = 60_000;
let failures = 0;
let timer = 0;
let asking = false;

const state = () => region.querySelector("[data-every]");
const pace = () => Number(state()?.dataset.every ?? 0) * 1000;

const mark = () => {
  const own = region.dataset.own;
  if (!own) return;
  for (const one of region.querySelectorAll(`[data-number="${CSS.escape(own)}"]`)) one.append(" (vous)");
};

const tell = (text) => { if (how) how.textContent = text; };

const wait = () => {
  clearTimeout(timer);
  if (!pace()) return tell("La séance est close.");
  // Between three quarters and five quarters: a thousand phones that began together do not stay together.
  const delay = Math.min(pace() * 2 ** failures, Math.max(LONGEST_MS, pace())) * (0.75 + Math.random() / 2);
  timer = setTimeout(ask, delay);
};

const show = (html) => {
  const made = document.createElement("template");
  made.innerHTML = html;
  const fresh = made.content.querySelector("[data-every]");
  if (!fresh || fresh.outerHTML === region.dataset.last) return;
  const before = state()?.dataset.said;
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  region.dataset.last = fresh.outerHTML;
  state().replaceWith(fresh);
  mark();
  if (focused) document.getElementById(focused)?.focus();
  if (said && before !== fresh.dataset.said) said.textContent = fresh.dataset.said;
};

const ask = async () => {
  if (document.hidden || asking) return;
  asking = true;
  try {
    // Without cookies the server looks nobody up: the answer is the same for all.
    const credentials = region.hasAttribute("data-keeps-cookies") ? "same-origin" : "omit";
    const answer = await fetch(region.dataset.live, { credentials, signal: AbortSignal.timeout(15_000) });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.text());
    failures = 0;
    tell("Cette page se met à jour toute seule.");
  } catch {
    failures = Math.min(failures + 1, 6);
    tell("Pas de réponse pour l’instant\u00a0: cette page essaie encore.");
  }
  asking = false;
  wait();
};

document.addEventListener("visibilitychange", () => { if (!document.hidden && pace()) ask(); });
window.addEventListener("pageshow", (event) => { if (event.persisted && pace()) ask(); });
mark();
if (pace()) tell("Cette page se met à jour toute seule.");
wait();
