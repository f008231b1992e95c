/** The booth: code, questions, one gesture to vote. Nothing secret is written anywhere but in this memory. */

import { auditText, checkAudit, makeBallot } from "../protocol/ballots.js";
import { credentialOfCode, isCode, readRoll, secretOfCode, tidyCode } from "../protocol/credentials.js";
import { choiceOf, readElection } from "../protocol/elections.js";
import { utf8 } from "../protocol/json.js";
import { RefusedError } from "../protocol/refusals.js";
import { addressOf, copyText, drawn, fill, giveFile, make, one, parameters, showStep } from "./elements.js";
import { castBallot, getBytes } from "./network.js";
import { boundsText, explain, NOT_A_VOTE, UNREACHABLE } from "./words.js";

const NO_ANSWER = "none";
const BLANK = "blank";

/** All that the page knows; `secret`, `choices` and `ballot` go as soon as the ballot arrived. */
const booth = { election: null, cast: null, archive: null, roll: null, secret: null, choices: null, ballot: null };

function fail(sentence) {
  one("failure").textContent = sentence;
  showStep("failed");
}

async function open() {
  const given = parameters();
  let address;
  try {
    address = addressOf(given, "election");
    if (!address || !given.get("cast")) throw new Error("parameters");
    booth.cast = addressOf(given, "cast", address);
    booth.archive = addressOf(given, "archive", address);
    booth.rollAddress = addressOf(given, "credentials", address);
  } catch {
    fail(NOT_A_VOTE);
    return;
  }
  let raw;
  try {
    raw = await getBytes(address);
    booth.roll = booth.rollAddress ? readRoll(await getBytes(booth.rollAddress)) : null;
    booth.election = readElection(raw);
  } catch (error) {
    fail(error instanceof RefusedError ? `${NOT_A_VOTE} ${explain(error)}` : UNREACHABLE);
    return;
  }
  const expected = given.get("fingerprint");
  if (expected && expected !== booth.election.fingerprint) {
    fail(explain({ code: "other-election" }));
    return;
  }
  showElection();
  showStep("code");
}

function showElection() {
  const { election } = booth;
  document.title = `${election.name} – Isoloir`;
  one("name").textContent = election.name;
  one("description").textContent = election.description;
  one("fingerprint").textContent = election.fingerprint;
  one("uuid").textContent = election.uuid;
  one("authority").textContent = election.credentialAuthority ?? "non précisé";
  one("box").textContent = new URL(booth.cast).host;
  fill("questions", ...election.questions.map(questionField));
}

/** One question: boxes to tick, or buttons of which one holds. */
function questionField(question, index) {
  const name = `question-${index}`;
  const single = question.max === 1;
  const options = question.answers.map((answer, position) => [answer, String(position)]);
  if (question.blank) options.push(["Vote blanc", BLANK]);
  if (single && question.min === 0) options.push(["Aucune de ces réponses", NO_ANSWER]);
  const field = make(
    "fieldset",
    { class: "question", "aria-describedby": `${name}-hint ${name}-error` },
    make("legend", {}, question.text),
    make("p", { class: "hint", id: `${name}-hint` }, boundsText(question)),
    make("p", { class: "error", id: `${name}-error`, hidden: true }),
    make(
      "div",
      { class: "choices" },
      ...options.map(([answer, value]) =>
        make(
          "label",
          { class: "choice" },
          make("input", { type: single ? "radio" : "checkbox", name, value, autocomplete: "off" }),
          make("span", {}, answer),
        ),
      ),
    ),
  );
  // A blank vote chooses nothing else, and what is chosen is no blank vote.
  field.addEventListener("change", ({ target }) => {
    for (const id of [`${name}-error`, "questions-error"]) one(id).hidden = true;
    if (single || !target.checked) return;
    for (const box of field.querySelectorAll("input")) {
      if ((box.value === BLANK) !== (target.value === BLANK)) box.checked = false;
    }
  });
  return field;
}

function chosenIn(question, index) {
  const boxes = document.querySelectorAll(`input[name="question-${index}"]:checked`);
  const values = [...boxes].map((box) => box.value);
  const isBlank = values.includes(BLANK);
  if (question.max === 1 && !values.length) throw new RefusedError("bad-choice");
  const positions = values.filter((value) => value !== BLANK && value !== NO_ANSWER).map(Number);
  return choiceOf(question, positions, { blank: isBlank });
}

function shortfallOf({ min, max }, index) {
  const { length } = document.querySelectorAll(`input[name="question-${index}"]:checked`);
  if (!length) return "Il manque votre réponse.";
  return length > max ? `${length} choix, c’est trop : ${max} au plus.` : `Il en manque : ${min} au moins.`;
}

function readCode() {
  const code = tidyCode(one("code").value);
  if (!isCode(code)) return explain({ code: "bad-code" });
  const { election, roll } = booth;
  if (roll && !roll.has(credentialOfCode(election.uuid, code))) return explain({ code: "unregistered" });
  booth.secret = secretOfCode(election.uuid, code);
  return "";
}

function showError(id, sentence, input = null) {
  one(id).textContent = sentence;
  one(id).hidden = !sentence;
  if (input) input.setAttribute("aria-invalid", sentence ? "true" : "false");
  if (sentence) input?.focus();
}

function readQuestions() {
  let firstWrong = null;
  const choices = booth.election.questions.map((question, index) => {
    const error = one(`question-${index}-error`);
    error.hidden = true;
    try {
      return chosenIn(question, index);
    } catch (refused) {
      if (!(refused instanceof RefusedError)) throw refused;
      error.textContent = shortfallOf(question, index);
      error.hidden = false;
      firstWrong ??= document.querySelector(`input[name="question-${index}"]`);
      return null;
    }
  });
  showError("questions-error", firstWrong ? "Une réponse est à revoir, plus haut." : "");
  firstWrong?.focus();
  return firstWrong ? null : choices;
}

function contentOf(choices) {
  return booth.election.questions.flatMap((question, index) => {
    const choice = question.blank ? choices[index].slice(1) : choices[index];
    const names = question.answers.filter((_, position) => choice[position]);
    const nothing = question.blank && choices[index][0] ? "Vote blanc" : "Aucun choix";
    return [
      make("h2", {}, question.text),
      make("ul", {}, ...(names.length ? names : [nothing]).map((name) => make("li", {}, name))),
    ];
  });
}

/** Encrypt before the person decides to cast or to audit: the device cannot know which it will be. */
async function prepare() {
  fill("review", ...contentOf(booth.choices));
  for (const id of ["cast", "audit"]) one(id).disabled = true;
  one("seal").textContent = "en cours…";
  showStep("review");
  await drawn();
  booth.ballot = makeBallot(booth.election, booth.secret, booth.choices);
  one("seal").textContent = booth.ballot.seal;
  for (const id of ["cast", "audit"]) one(id).disabled = false;
}

async function cast() {
  if (!booth.ballot) return;
  const { raw, tracker, seal } = booth.ballot;
  // From here on this ballot and no other: what would make another one goes first.
  Object.assign(booth, { secret: null, choices: null, ballot: null, sending: true });
  one("try-now").hidden = true;
  one("casting").textContent = "Ne fermez pas cette page.";
  showStep("casting");
  const found = await castBallot(booth.cast, raw, {
    onTrying() {
      one("try-now").hidden = true;
      one("casting").textContent = "Envoi en cours. Ne fermez pas cette page.";
    },
    onWaiting(seconds, tryNow) {
      one("casting").textContent = `Le réseau ne répond pas. Nouvel essai dans ${seconds} s, avec le même bulletin.`;
      one("try-now").hidden = false;
      one("try-now").onclick = tryNow;
    },
  });
  booth.sending = false;
  forget();
  if (!found.accepted) {
    one("refusal").textContent = explain(found, found.message);
    showStep("refused");
    return;
  }
  showDone(tracker, seal);
}

function showDone(tracker, seal) {
  one("tracker").textContent = tracker;
  one("copied").textContent = "";
  one("copy").onclick = async () => {
    const copied = await copyText(tracker, one("tracker"));
    one("copied").textContent = copied ? "Numéro copié." : "Le numéro est sélectionné : copiez-le.";
  };
  one("receipt").onclick = () => giveFile(`suivi-${booth.election.uuid}.txt`, receiptOf(tracker, seal), "text/plain");
  if (booth.archive) {
    const page = new URL("verify.html", location.href);
    page.hash = new URLSearchParams({ archive: booth.archive, tracker }).toString();
    one("verify").href = page.href;
    one("verify").hidden = false;
  }
  showStep("done");
}

const receiptOf = (tracker, seal) =>
  [
    booth.election.name,
    `Empreinte du vote : ${booth.election.fingerprint}`,
    `Numéro de suivi : ${tracker}`,
    `Empreinte du bulletin : ${seal}`,
    "Ce papier ne dit pas ce que vous avez voté.",
    "",
  ].join("\n");

/** Nothing secret stays in the page, nor in what the browser would restore. */
function forget() {
  Object.assign(booth, { secret: null, choices: null, ballot: null });
  for (const id of ["code-form", "questions-form"]) one(id).reset();
}

async function audit() {
  const { ballot, election, choices } = booth;
  booth.ballot = null;
  const file = auditText(election, ballot);
  let verdict = "Chiffré une seconde fois avec le hasard révélé, ce bulletin est identique : il contient bien vos choix.";
  try {
    checkAudit(election, utf8(file), { seal: ballot.seal });
  } catch (error) {
    verdict = `Ce bulletin ne contient pas vos choix : n’utilisez pas cet appareil. ${explain(error)}`;
  }
  one("audit-verdict").textContent = verdict;
  fill("audit-content", ...contentOf(choices), make("p", {}, "Empreinte : ", make("code", {}, ballot.seal)));
  one("audit-file").onclick = () => giveFile(`controle-${election.uuid}.json`, file);
  showStep("audited");
}

one("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const sentence = readCode();
  showError("code-error", sentence, one("code"));
  if (!sentence) showStep("questions");
});
one("questions-form").addEventListener("submit", (event) => {
  event.preventDefault();
  booth.choices = readQuestions();
  if (booth.choices) prepare();
});
one("cast").addEventListener("click", cast);
one("audit").addEventListener("click", audit);
one("again").addEventListener("click", prepare);
one("change").addEventListener("click", () => {
  booth.ballot = null;
  showStep("questions");
});
one("back").addEventListener("click", () => showStep("code"));
addEventListener("beforeunload", (event) => {
  if (booth.sending) event.preventDefault();
});
// A page restored from memory shows nothing of who was there before.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
addEventListener("hashchange", () => location.reload());

open();
