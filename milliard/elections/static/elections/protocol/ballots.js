/** Ballots: made by a voter's own machine, checked by everybody. */

import { answerJson, checkAnswer, makeAnswer, readAnswer } from "./answers.js";
import { isUuid } from "./credentials.js";
import { lengthOf } from "./elections.js";
import * as formulas from "./formulas.js";
import * as group from "./group.js";
import { digestBase64 } from "./hashing.js";
import { fields, integer, items, jsonText, readJson, string, textOf, utf8 } from "./json.js";
import { knowsSecret, proofJson, proveSecret, readCiphertext, readProof } from "./proofs.js";
import { randomBelow } from "./randomness.js";
import { RefusedError, within } from "./refusals.js";

/** What a voter keeps to find their ballot in the public list: base64 of the SHA-256 of its bytes. */
export const trackerOf = (raw) => digestBase64(raw);

/**
 * Encrypt, prove and sign.
 *
 * `secret` comes from `secretOfCode`, `choices` are one a question, as `choiceOf` gives them. Returns
 * {raw, tracker, seal, unsigned, openings}: `raw` is what is cast; `seal` is the hash that the signature bears,
 * which fixes the encrypted answers before anybody decides to cast or to audit; `unsigned` and `openings` are what
 * an audit reveals.
 */
export function makeBallot(election, secret, choices, { randomness = randomBelow } = {}) {
  if (choices.length !== election.questions.length) {
    throw new RefusedError("bad-choice", "", "number of questions");
  }
  const credential = group.basePower(secret);
  const context = formulas.ballotContext(election.fingerprint, credential);
  const made = election.questions.map((question, index) =>
    within(`question ${index}`, () => makeAnswer(election, question, choices[index], context, randomness)),
  );
  const content = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential: group.text(credential),
    answers: made.map(({ answer }) => answerJson(answer)),
  };
  const unsigned = jsonText(content);
  const seal = digestBase64(unsigned);
  const proof = proveSecret(secret, formulas.signature(seal), randomness);
  const raw = utf8(jsonText({ ...content, signature: { hash: seal, proof: proofJson(proof) } }));
  return { raw, tracker: trackerOf(raw), seal, unsigned, openings: made.map(({ openings }) => openings) };
}

/** The ballot of a message: its form is checked, its proofs are not. */
export function readBallot(election, raw) {
  const text = textOf(raw);
  const found = fields(
    readJson(raw, { limit: election.largestBallot }),
    ...["election_uuid", "election_hash", "credential", "answers", "signature"],
  );
  if (string(found.election_uuid) !== election.uuid || string(found.election_hash) !== election.fingerprint) {
    throw new RefusedError("other-election");
  }
  const credential = group.key(found.credential);
  if (items(found.answers).length !== election.questions.length) {
    throw new RefusedError("answer-shape", "", "number of answers");
  }
  const answers = election.questions.map((question, index) =>
    within(`answer ${index}`, () => readAnswer(question, found.answers[index])),
  );
  const signature = fields(found.signature, "hash", "proof");
  const signed = `,"signature":${jsonText(signature)}}`;
  return {
    raw,
    credential,
    credentialText: found.credential,
    answers,
    seal: string(signature.hash),
    proof: readProof(signature.proof),
    unsigned: `${text.slice(0, text.length - signed.length)}}`,
  };
}

/**
 * Check everything that one ballot alone can show: its form, its voter, its signature, its proofs.
 *
 * `roll` has the public credentials that may vote, or is null when the caller looks them up.
 */
export function checkBallot(election, raw, { roll = null } = {}) {
  const ballot = readBallot(election, raw);
  if (roll && !roll.has(ballot.credentialText)) throw new RefusedError("unregistered", "", ballot.credentialText);
  const signed = knowsSecret(ballot.credential, ballot.proof, formulas.signature(ballot.seal));
  if (!signed || ballot.seal !== digestBase64(ballot.unsigned)) throw new RefusedError("signature");
  const context = formulas.ballotContext(election.fingerprint, ballot.credential);
  election.questions.forEach((question, index) =>
    within(`answer ${index}`, () => checkAnswer(election, question, ballot.answers[index], context)),
  );
  return ballot;
}

/** What an audit publishes of a ballot that is thrown away: enough to encrypt it again, not to cast it. */
export function auditText(election, { seal, unsigned, openings }) {
  return jsonText({
    kind: "milliard-ballot-audit",
    version: 1,
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    seal,
    // The ballot without its signature: nobody who reads this file can cast it.
    ballot: unsigned,
    openings: openings.map((row) =>
      row.map(({ exponent, number }) => ({ randomness: String(exponent), choice: number })),
    ),
  });
}

/**
 * Encrypt an audited ballot again, from its openings, and compare.
 *
 * Returns what it holds: one list of zeros and ones a question. Refused: `other-election`, `signature` (it is not
 * the ballot that was sealed), `individual-proof` (an answer holds another choice than the one shown).
 */
export function checkAudit(election, raw, { seal = null } = {}) {
  const names = ["kind", "version", "election_uuid", "election_hash", "seal", "ballot", "openings"];
  const found = fields(readJson(raw, { limit: 4 * election.largestBallot }), ...names);
  if (found.kind !== "milliard-ballot-audit" || found.version !== 1 || !isUuid(found.election_uuid)) {
    throw new RefusedError("bad-shape", "", "kind");
  }
  if (found.election_uuid !== election.uuid || found.election_hash !== election.fingerprint) {
    throw new RefusedError("other-election");
  }
  const sealed = digestBase64(string(found.ballot));
  if (found.seal !== sealed || (seal !== null && seal !== sealed)) throw new RefusedError("signature");
  const content = fields(JSON.parse(found.ballot), "election_uuid", "election_hash", "credential", "answers");
  if (content.election_uuid !== election.uuid || content.election_hash !== election.fingerprint) {
    throw new RefusedError("other-election");
  }
  const answers = items(content.answers, election.questions.length);
  const rows = items(found.openings, election.questions.length);
  return election.questions.map((question, index) => {
    const ciphers = items(answers[index]?.choices, lengthOf(question)).map(readCiphertext);
    return items(rows[index], lengthOf(question)).map((value, position) => {
      const opening = fields(value, "randomness", "choice");
      const number = integer(opening.choice, { high: 1 });
      const again = election.key.encrypt({ exponent: group.scalar(opening.randomness), number });
      const { alpha, beta } = ciphers[position];
      if (!group.same(again.alpha, alpha) || !group.same(again.beta, beta)) {
        throw new RefusedError("individual-proof", `answer ${index}/choice ${position}`);
      }
      return number;
    });
  });
}
