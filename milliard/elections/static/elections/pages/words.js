/** What the pages say. */

/** A sentence for each reason; its code stays beside it, for whoever asks for help. */
export const REFUSALS = {
  "too-large": "Un élément est plus grand qu’il ne peut l’être.",
  "not-canonical": "Un message n’est pas écrit comme le protocole le demande.",
  "bad-shape": "Un message n’a pas la forme attendue.",
  "bad-scalar": "Un nombre n’est pas écrit comme il faut.",
  "bad-element": "Une clé ou un chiffré n’est pas un élément du groupe.",
  "bad-tar": "Le fichier n’est pas une urne complète : il est coupé, abîmé, ou ce n’est pas le bon.",
  "bad-name": "Un contenu de l’urne n’est pas celui que son nom annonce.",
  "bad-chain": "La chaîne des événements est rompue : l’urne a été modifiée.",
  "missing-data": "Un contenu annoncé manque dans l’urne.",
  "stray-data": "L’urne contient quelque chose que rien n’annonce.",
  "event-order": "Les étapes du vote ne sont pas dans l’ordre, ou le dépouillement n’est pas encore ouvert.",
  "unsupported-event": "L’urne contient une étape que cette page ne connaît pas.",
  "not-an-extension": "Cette urne ne prolonge pas celle qui avait été publiée.",
  "unknown-version": "Cette version du protocole n’est pas connue de cette page.",
  "unknown-group": "Ce vote utilise un groupe que cette page ne connaît pas.",
  "unsupported-question": "Ce vote contient une question que cette page ne sait pas compter.",
  "bad-question": "Une question n’a pas de sens : ses bornes ne conviennent pas.",
  "bad-credential": "La liste des codes publics est mal écrite.",
  "credential-twice": "Un code public figure deux fois dans la liste.",
  "trustee-proof": "La clé d’un·e dépositaire n’est pas prouvée.",
  ceremony: "Un message de la cérémonie des clés n’est pas le bon.",
  "election-key": "La clé du vote n’est pas celle de ses dépositaires.",
  "bad-code": "Ce code n’a pas la forme attendue : 22 signes, en quatre groupes.",
  "bad-choice": "Ce choix n’est pas permis par la question.",
  "other-election": "Ce bulletin est celui d’un autre vote.",
  unregistered: "Ce code n’est pas sur la liste de ce vote.",
  "answer-shape": "Un bulletin ne répond pas à toutes les questions comme il faut.",
  "individual-proof": "Un choix chiffré n’est pas prouvé.",
  "overall-proof": "Le nombre de choix d’un bulletin n’est pas prouvé.",
  "blank-proof": "Le vote blanc d’un bulletin n’est pas prouvé.",
  signature: "La signature d’un bulletin est fausse.",
  "ballot-twice": "Le même bulletin figure deux fois dans l’urne.",
  "ballot-after-end": "Un bulletin a été ajouté après la clôture.",
  "tally-differs": "Le total chiffré n’est pas la somme des bulletins.",
  "ballot-count": "Le nombre de bulletins annoncé n’est pas le bon.",
  "total-weight": "Le poids total annoncé n’est pas le bon.",
  "too-few-ballots": "Moins de dix bulletins : ouvrir le total dirait qui a voté quoi.",
  "share-owner": "Cette clé n’est pas celle d’un·e dépositaire de ce vote.",
  "share-twice": "La part d’un·e dépositaire figure deux fois.",
  "share-proof": "La part d’un·e dépositaire n’est pas prouvée.",
  "share-missing": "Il manque des parts pour ouvrir le total.",
  "no-key": "Choisissez d’abord le fichier de votre clé.",
  "no-archive": "Choisissez d’abord le fichier de l’urne.",
  "other-ballot": "L’urne dit avoir reçu un autre bulletin que le vôtre.",
  closed: "Le vote est clos.",
  "not-open": "Le vote n’est pas encore ouvert.",
  "result-differs": "Le résultat publié n’est pas celui que les parts ouvrent.",
};

/** «Phrase (code, endroit).»; `said` is the sentence of who refused, when they gave one. */
export function explain({ code, place = "" }, said = "") {
  const sentence = said || (REFUSALS[code] ?? "Le serveur a refusé.");
  return `${sentence} (${[code, place].filter(Boolean).join(", ")})`;
}

export const UNREACHABLE = "Cette adresse ne répond pas. Vérifiez la connexion, puis rechargez la page.";
export const NOT_A_VOTE = "Ce lien ne mène à aucun vote que cette page sache lire.";

/** How many answers a question asks for. */
export function boundsText({ min, max, blank }) {
  const more = blank ? ", ou votez blanc" : "";
  if (min === max) return min === 1 ? `Un seul choix${more}.` : `Choisissez exactement ${min} réponses${more}.`;
  if (min === 0) return max === 1 ? `Un choix, ou aucun${more}.` : `Jusqu’à ${max} choix, ou aucun${more}.`;
  return `De ${min} à ${max} choix${more}.`;
}

export const STAGES = {
  Setup: "Le vote est ouvert, aucun bulletin n’est encore déposé",
  Ballot: "Le vote est en cours",
  EndBallots: "Le vote est clos",
  EncryptedTally: "Le total chiffré est publié, le dépouillement commence",
  PartialDecryption: "Le dépouillement est en cours",
  Result: "Le résultat est publié",
};
