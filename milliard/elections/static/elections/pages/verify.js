/** The verification page: a whole archive checked here, with reasons that have names, and one's own ballot found. */

import { checkAudit } from "../protocol/ballots.js";
import { RefusedError } from "../protocol/refusals.js";
import { blobSource, checkExtends } from "../protocol/tar.js";
import { verifyArchive } from "../protocol/verification.js";
import { addressOf, counted, fill, make, one, parameters, showStep, written } from "./elements.js";
import { getBlob } from "./network.js";
import { explain, STAGES, UNREACHABLE } from "./words.js";
import { checkInWorkers } from "./workers.js";

let verified = null;
let source = null;

const PROGRESS = {
  reading: () => "Lecture de l’urne…",
  ballots: (done, total) => `${counted(done, "bulletin vérifié", "bulletins vérifiés")} sur ${written(total)}`,
};

function showProgress({ step, done, total }) {
  one("working").textContent = PROGRESS[step](done, total);
  // Reading is a small part of the work.
  one("progress").value = step === "reading" ? (0.1 * done) / total : 0.1 + (0.9 * done) / Math.max(1, total);
}

async function verify(blob) {
  showStep("working");
  source = blobSource(blob);
  try {
    verified = await verifyArchive(source, { mapSlices: checkInWorkers, onProgress: showProgress });
  } catch (error) {
    fail(`La vérification s’est arrêtée : ${error.message}`);
    return;
  }
  showVerdict();
}

function fail(sentence) {
  one("failure").textContent = sentence;
  one("failure").hidden = false;
  showStep("choose");
}

function showVerdict() {
  const { stands, refusals, contents } = verified;
  const finished = contents?.stage === "Result";
  one("verdict").textContent = stands ? "Tout est exact" : "Cette urne ne tient pas";
  one("summary").className = `notice notice--${stands ? "good" : "bad"}`;
  one("summary").textContent = summaryOf(stands, finished, refusals);
  fill("refusals", ...refusals.slice(0, 200).map((each) => make("li", {}, explain(each))));
  one("refusals").hidden = stands;
  one("known").hidden = !contents;
  if (contents) showContents(contents);
  showStep("verdict");
  if (contents && one("tracker").value) find();
}

function summaryOf(stands, finished, refusals) {
  if (!stands) return `${counted(refusals.length, "raison")} de la refuser, avec son nom et son endroit, à montrer à qui organise le vote.`;
  if (finished) return "Chaque bulletin vient d’un code de la liste et respecte les règles ; la somme, le dépouillement et le résultat sont prouvés.";
  return "Chaque bulletin vient d’un code de la liste et respecte les règles. Le résultat n’est pas encore publié.";
}

function showContents({ election, roll, ballots, stage, tip, result }) {
  const voters = new Set(ballots.map(({ credential }) => credential)).size;
  one("name").textContent = election.name;
  one("fingerprint").textContent = election.fingerprint;
  one("stage").textContent = `${STAGES[stage]}.`;
  one("roll").textContent = written(roll.size);
  const replaced = ballots.length - voters;
  one("ballots").textContent = replaced
    ? `${written(ballots.length)}, dont ${counted(replaced, "remplacé")} par un bulletin plus récent`
    : written(ballots.length);
  const weighs = verified.count.weight !== verified.count.ballots;
  for (const id of ["weight", "weight-title"]) one(id).hidden = !weighs;
  one("weight").textContent = written(verified.count.weight);
  one("tip").textContent = tip.lastEvent;
  one("result").hidden = !result || !verified.stands;
  fill("tables", ...(result ? election.questions.map((question, index) => tableOf(question, result[index])) : []));
}

function tableOf({ text, answers, blank }, numbers) {
  const names = blank ? ["Vote blanc", ...answers] : answers;
  return make(
    "table",
    {},
    make("caption", {}, text),
    make(
      "tbody",
      {},
      ...names.map((name, index) =>
        make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: "number" }, written(numbers[index]))),
      ),
    ),
  );
}

/** Find a ballot by its tracker or by the seal that its booth showed. */
function find() {
  const wanted = one("tracker").value.replace(/\s/g, "").replace(/=+$/, "");
  const { ballots } = verified.contents;
  const found = ballots.find(({ tracker, seal }) => tracker === wanted || seal === wanted);
  one("found").textContent = found ? placeOf(found, ballots) : "Aucun bulletin de cette urne ne porte ce numéro.";
}

function placeOf(found, ballots) {
  const rank = written(ballots.indexOf(found) + 1);
  const last = ballots.filter(({ credential }) => credential === found.credential).at(-1);
  const wrong = verified.refusals.some(({ place }) => place.split("/")[0] === `event ${found.height}`);
  if (wrong) return `C’est le bulletin n° ${rank} de l’urne, mais il est refusé : voyez les raisons plus haut.`;
  if (last !== found) return `C’est le bulletin n° ${rank} de l’urne ; un bulletin plus récent du même code le remplace.`;
  return `Votre bulletin est dans l’urne, c’est le n° ${rank}, et il compte.`;
}

async function compare(file) {
  const kept = await checkExtends(blobSource(file), source).then(
    () => true,
    () => false,
  );
  const sentence = kept
    ? "Tout ce que vous aviez gardé y est, au même endroit."
    : "Cette urne ne commence pas par votre copie : quelque chose a été retiré ou changé.";
  fill("compared", make("p", { class: `notice notice--${kept ? "good" : "bad"}` }, sentence));
}

async function control(file) {
  const { election } = verified.contents;
  const seal = one("seal").value.trim() || null;
  try {
    const choices = checkAudit(election, new Uint8Array(await file.arrayBuffer()), { seal });
    fill(
      "audited",
      make("p", { class: "notice notice--good" }, "Le bulletin ouvert contient bien ceci :"),
      ...election.questions.flatMap((question, index) => {
        const names = question.blank ? ["Vote blanc", ...question.answers] : question.answers;
        const chosen = names.filter((_, position) => choices[index][position]);
        return [make("p", {}, `${question.text} ${chosen.join(", ") || "Aucun choix"}`)];
      }),
    );
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const sentence = "Le bulletin ouvert ne contient pas ce qu’il montre, ou n’est pas celui qui avait été noté.";
    fill("audited", make("p", { class: "notice notice--bad" }, `${sentence} (${error.code})`));
  }
}

function webAddress(value) {
  try {
    return value ? new URL(value, location.href).href : null;
  } catch {
    return null;
  }
}

async function verifyAddress(address) {
  showStep("working");
  try {
    await verify(await getBlob(address));
  } catch {
    fail(UNREACHABLE);
  }
}

one("file").addEventListener("change", ({ target }) => target.files[0] && verify(target.files[0]));
one("address-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const address = webAddress(one("address").value.trim());
  if (address) verifyAddress(address);
  else fail("Cette adresse n’en est pas une.");
});
one("tracker-form").addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
one("audit").addEventListener("change", ({ target }) => target.files[0] && control(target.files[0]));
one("older").addEventListener("change", ({ target }) => target.files[0] && compare(target.files[0]));
one("another").addEventListener("click", () => showStep("choose"));
addEventListener("hashchange", () => location.reload());

const given = parameters();
one("tracker").value = given.get("tracker") ?? "";
try {
  const address = addressOf(given, "archive");
  if (address) verifyAddress(address);
} catch {
  fail(UNREACHABLE);
}
