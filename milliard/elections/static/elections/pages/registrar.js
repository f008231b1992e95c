/** The registrar's page: voters in, codes and public lists out; nothing leaves the page. */

import { isUuid, newUuid } from "../protocol/credentials.js";
import { digestBase64 } from "../protocol/hashing.js";
import { counted, drawn, fill, giveFile, make, one, showStep, written } from "./elements.js";
import { writeCsv } from "./csv.js";
import { giveCodes, listsText, makeLists, readVoters } from "./voters.js";

const PROBLEMS = {
  empty: "aucune indication",
  "number-twice": "numéro déjà donné",
  email: "adresse e-mail mal écrite",
};

let made = null;

const textOf = (id) => one(id).value.trim();

function readForm() {
  const { voters, problems } = readVoters(one("voters").value);
  const uuids = textOf("uuids").split(/\s+/).filter(Boolean);
  return { voters, problems, uuids };
}

function showVoters() {
  const { voters, problems } = readForm();
  one("count").textContent = voters.length ? `${counted(voters.length, "personne")} sur la liste.` : "";
  one("problems").hidden = !problems.length;
  fill(
    "problems",
    ...problems.slice(0, 20).map(({ line, kind }) => make("li", {}, `Ligne ${written(line)} : ${PROBLEMS[kind]}.`)),
  );
}

function wrongOf({ voters, problems, uuids }) {
  if (!voters.length) return "La liste des votant·es est vide.";
  if (problems.length) return "Corrigez d’abord les lignes signalées.";
  if (!uuids.length) return "Donnez au moins un identifiant de vote, ou tirez-en au sort.";
  const bad = uuids.find((uuid) => !isUuid(uuid));
  if (bad) return `« ${bad} » n’est pas un identifiant de vote.`;
  if (new Set(uuids).size !== uuids.length) return "Un identifiant figure deux fois.";
  return "";
}

async function produce(event) {
  event.preventDefault();
  const given = readForm();
  const wrong = wrongOf(given);
  one("error").textContent = wrong;
  one("error").hidden = !wrong;
  if (wrong) return;
  showStep("working");
  await drawn();
  const voters = giveCodes(given.voters);
  const lists = await compute(voters.map(({ code }) => code), given.uuids);
  made = { voters, lists, uuids: given.uuids, title: textOf("title"), booth: textOf("booth") };
  showMade();
}

async function compute(codes, uuids) {
  const steps = makeLists(codes, uuids);
  for (;;) {
    const { value, done } = await steps.next();
    if (done) return value;
    one("working").textContent = `${written(value.done)} codes publics sur ${written(value.total)}`;
    one("progress").value = value.done / value.total;
    await drawn();
  }
}

function showMade() {
  const { voters, lists, uuids } = made;
  one("made").textContent = `${counted(voters.length, "code")} pour ${counted(uuids.length, "vote")}.`;
  one("digest").textContent = digestBase64(lists[uuids[0]]);
  fill("which", ...uuids.map((uuid) => make("option", { value: uuid }, uuid)));
  showStep("done");
}

function sheet({ number, name, code }) {
  return make(
    "section",
    { class: "sheet" },
    make("h2", {}, made.title || "Votre code de vote"),
    make("p", {}, [number, name].filter(Boolean).join(" – ")),
    make("p", { class: "sheet__code" }, code),
    made.booth ? make("p", {}, `Pour voter : ${made.booth}`) : "",
    make("p", {}, "Ce code est secret. Il sert à tous les votes de cette assemblée. Ne le donnez à personne."),
    make("p", {}, "Les chiffres vont de 1 à 9 : il n’y a ni zéro, ni O ni I majuscules, ni l minuscule."),
  );
}

function codesCsv() {
  const rows = made.voters.map(({ number, name, email, code }) => [number, name, email, code]);
  return writeCsv([["numéro", "nom", "e-mail", "code"], ...rows]);
}

function forget() {
  made = null;
  fill("sheets");
  one("form").reset();
  showVoters();
  showStep("form");
}

one("voters-file").addEventListener("change", async ({ target }) => {
  if (!target.files[0]) return;
  one("voters").value = await target.files[0].text();
  showVoters();
});
one("voters").addEventListener("input", showVoters);
one("draw").addEventListener("click", () => {
  const count = Math.min(200, Math.max(1, Number(one("spares").value) || 1));
  one("uuids").value = Array.from({ length: count }, () => newUuid()).join("\n");
});
one("form").addEventListener("submit", produce);
one("lists").addEventListener("click", () => giveFile("listes-publiques.json", listsText(made.lists)));
one("codes").addEventListener("click", () => giveFile("codes-secrets.csv", codesCsv(), "text/csv"));
one("single").addEventListener("click", () => {
  const uuid = one("which").value;
  giveFile(`${uuid}.public_creds.json`, made.lists[uuid]);
});
// However it is asked for; sheets of thousands would weigh on the page.
addEventListener("beforeprint", () => made && fill("sheets", ...made.voters.map(sheet)));
addEventListener("afterprint", () => fill("sheets"));
one("print").addEventListener("click", () => window.print());
one("forget").addEventListener("click", forget);
