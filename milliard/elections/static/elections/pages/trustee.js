/** The trustee's page: each step takes what the organiser sends and the key's file, and gives one message back. */

import { RefusedError } from "../protocol/refusals.js";
import { blobSource } from "../protocol/tar.js";
import { answerState, newKey, readKey, readState, startsKey } from "../protocol/trustee_steps.js";
import { addressOf, copyText, counted, drawn, giveFile, one, parameters, showStep, written } from "./elements.js";
import { getBlob, getBytes, postJson } from "./network.js";
import { explain, UNREACHABLE } from "./words.js";
import { checkInWorkers } from "./workers.js";

const TITLES = {
  key: "Votre clé",
  certificate: "Étape 1 sur 3 : votre certificat",
  polynomial: "Étape 2 sur 3 : votre part du secret commun",
  voutput: "Étape 3 sur 3 : contrôler les parts reçues",
  decrypt: "Dépouiller",
};
const IDLE = {
  wait: "Les autres dépositaires n’ont pas encore terminé cette étape.",
  done: "Votre part est faite. Merci. Gardez votre clé jusqu’au résultat.",
};

const page = { state: null, stateAddress: null, postAddress: null, key: null, keyText: null, message: "" };

function complain(id, error) {
  const known = error instanceof RefusedError;
  one(id).textContent = known ? explain(error) : UNREACHABLE;
  one(id).hidden = false;
  if (!known) console.error(error);
}

function take(text) {
  one("failure").hidden = true;
  try {
    page.state = readState(text);
  } catch (error) {
    complain("failure", error);
    showStep("state");
    return;
  }
  const { step, name } = page.state;
  for (const place of document.querySelectorAll("[data-name]")) place.textContent = name;
  if (Object.hasOwn(IDLE, step)) {
    one("idle").textContent = IDLE[step];
    one("reload").hidden = !page.stateAddress;
    showStep("idle");
  } else if (startsKey(page.state) && !page.key) {
    const { threshold, size, index } = page.state;
    one("threshold").hidden = step !== "certificate";
    one("threshold").textContent =
      `Vous êtes dépositaire n° ${index} sur ${size}. Il en faudra ${threshold} pour ouvrir un vote : si ce n’est pas ce qui était convenu, arrêtez-vous ici.`;
    one("kept-field").hidden = true;
    showStep("new-key");
  } else {
    askKey(step);
  }
}

function askKey(step) {
  one("key-title").textContent = TITLES[step];
  one("key-error").hidden = true;
  one("decrypt-words").hidden = step !== "decrypt";
  one("archive-field").hidden = step !== "decrypt" || Boolean(page.state.archive);
  showStep("key");
}

async function load() {
  try {
    take(new TextDecoder().decode(await getBytes(page.stateAddress)));
  } catch (error) {
    complain("failure", error);
    showStep("state");
  }
}

function makeKey() {
  // Pressed again, it is the same key: two files with one name would be one too many.
  page.keyText ??= newKey(page.state);
  page.key = readKey(page.keyText);
  giveFile(`cle-de-depositaire-${page.state.uuid}.json`, page.keyText);
  one("kept-field").hidden = false;
}

async function keyGiven() {
  const [file] = one("key-file").files;
  if (file) page.key = readKey(await file.text());
  if (!page.key) throw new RefusedError("no-key");
  return page.key;
}

async function archiveGiven() {
  if (page.state.step !== "decrypt") return null;
  if (page.state.archive) {
    const address = new URL(page.state.archive, page.stateAddress ?? location.href);
    return blobSource(await getBlob(address));
  }
  const [file] = one("archive-file").files;
  if (!file) throw new RefusedError("no-archive");
  return blobSource(file);
}

async function answer() {
  try {
    const key = await keyGiven();
    one("working").textContent = "Quelques secondes…";
    one("progress").value = 0;
    showStep("working");
    await drawn();
    const source = await archiveGiven();
    const { message, decrypted } = await answerState(page.state, key, source, {
      mapSlices: checkInWorkers,
      onProgress({ step, done, total }) {
        if (step !== "ballots") return;
        one("working").textContent = `${counted(done, "bulletin vérifié", "bulletins vérifiés")} sur ${written(total)}`;
        one("progress").value = done / Math.max(1, total);
      },
    });
    showMessage(message, decrypted);
  } catch (error) {
    askKey(page.state.step);
    complain("key-error", error);
  }
}

function showMessage(message, decrypted) {
  page.message = message;
  one("message").value = message;
  one("sent").textContent = "";
  one("send").hidden = !page.postAddress;
  one("send").disabled = false;
  for (const id of ["opened", "check-words"]) one(id).hidden = !decrypted;
  if (decrypted) {
    one("fingerprint").textContent = decrypted.contents.election.fingerprint;
    one("ballots").textContent = written(decrypted.count.ballots);
    one("tip").textContent = decrypted.contents.tip.lastEvent;
  }
  showStep("message");
}

async function send() {
  const { step, uuid } = page.state;
  one("send").disabled = true;
  const answered = await postJson(page.postAddress, JSON.stringify({ uuid, step, message: page.message })).catch(
    () => null,
  );
  if (answered?.ok) {
    one("sent").textContent = "Message reçu. Merci.";
    return;
  }
  one("send").disabled = false;
  const told = (await answered?.json().catch(() => null)) ?? null;
  one("sent").textContent = told?.code
    ? explain(told, told.message)
    : "Le message n’est pas arrivé : réessayez, ou copiez-le et transmettez-le autrement.";
}

function next() {
  if (page.stateAddress) {
    load();
    return;
  }
  one("state").value = "";
  showStep("state");
}

one("state-form").addEventListener("submit", (event) => {
  event.preventDefault();
  take(one("state").value);
});
one("state-file").addEventListener("change", async ({ target }) => {
  if (target.files[0]) take(await target.files[0].text());
});
one("make-key").addEventListener("click", makeKey);
one("kept").addEventListener("change", ({ target }) => (one("use-key").disabled = !target.checked));
one("use-key").addEventListener("click", answer);
one("answer").addEventListener("click", answer);
one("send").addEventListener("click", send);
one("copy").addEventListener("click", async () => {
  const copied = await copyText(page.message);
  if (!copied) one("message").select();
  one("sent").textContent = copied ? "Message copié." : "Le message est sélectionné : copiez-le.";
});
one("download").addEventListener("click", () =>
  giveFile(`${page.state.step}-${page.state.uuid}.json`, page.message),
);
one("next").addEventListener("click", next);
one("reload").addEventListener("click", load);

try {
  const given = parameters();
  page.stateAddress = addressOf(given, "state");
  page.postAddress = addressOf(given, "post", page.stateAddress ?? location.href);
  if (page.stateAddress) load();
} catch (error) {
  complain("failure", error);
}
