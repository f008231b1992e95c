/** The encrypted answer to one question: its ciphertexts and what proves that they follow the rules. */

import { checkChoice, lengthOf } from "./elections.js";
import * as formulas from "./formulas.js";
import { ORDER } from "./group.js";
import { fields, items } from "./json.js";
import {
  cipherJson, cipherText, combine, holdsOneOf, proofJson, proveOneOf, readCiphertext, readProofs,
} from "./proofs.js";
import { RefusedError } from "./refusals.js";

export function answerJson({ choices, individualProofs, overallProof, blankProof }) {
  return {
    choices: choices.map(cipherJson),
    individual_proofs: individualProofs.map((each) => each.map(proofJson)),
    overall_proof: overallProof.map(proofJson),
    ...(blankProof ? { blank_proof: blankProof.map(proofJson) } : {}),
  };
}

/** The answer of a message; lengths are checked before anything is computed. */
export function readAnswer(question, value) {
  const found = fields(value, "choices", "individual_proofs", "overall_proof", "blank_proof?");
  const length = lengthOf(question);
  const branches = question.max - question.min + (question.blank ? 2 : 1);
  const wellShaped =
    items(found.choices).length === length &&
    items(found.individual_proofs).length === length &&
    found.individual_proofs.every((each) => items(each).length === 2) &&
    items(found.overall_proof).length === branches &&
    Object.hasOwn(found, "blank_proof") === question.blank &&
    (!question.blank || items(found.blank_proof).length === 2);
  if (!wellShaped) throw new RefusedError("answer-shape");
  return {
    choices: found.choices.map(readCiphertext),
    individualProofs: found.individual_proofs.map(readProofs),
    overallProof: readProofs(found.overall_proof),
    blankProof: question.blank ? readProofs(found.blank_proof) : null,
  };
}

const allowedOn = (total, { min, max }) =>
  Array.from({ length: max - min + 1 }, (_, index) => [total, min + index]);

/**
 * Encrypt one choice (as `choiceOf` gives it) and prove that it is allowed.
 *
 * Returns {answer, openings}: the openings are what an audit reveals, and what nobody must learn of a ballot that
 * is cast.
 */
export function makeAnswer(election, question, choice, context, randomness) {
  checkChoice(question, choice);
  const { key } = election;
  const openings = choice.map((number) => ({ exponent: randomness(ORDER), number }));
  const choices = openings.map((opening) => key.encrypt(opening));
  const texts = choices.map(cipherText);
  const individualProofs = openings.map((opening, index) =>
    proveOneOf(
      key,
      [[opening, 0], [opening, 1]],
      opening.number,
      formulas.membership(context, texts[index]),
      randomness,
    ),
  );
  const inner = formulas.answerContext(context, texts);
  const counted = question.blank ? openings.slice(1) : openings;
  const total = counted.reduce(
    (sum, each) => ({ exponent: sum.exponent + each.exponent, number: sum.number + each.number }),
    { exponent: 0n, number: 0 },
  );
  const allowed = allowedOn(total, question);
  const chosen = total.number - question.min;
  if (!question.blank) {
    const challengeOf = formulas.membership(inner, cipherText(combine(choices)));
    const overallProof = proveOneOf(key, allowed, chosen, challengeOf, randomness);
    return { answer: { choices, individualProofs, overallProof, blankProof: null }, openings };
  }
  const isBlank = openings[0].number === 1;
  const overallProof = proveOneOf(
    key,
    [[openings[0], 1], ...allowed],
    isBlank ? 0 : 1 + chosen,
    formulas.blankOverall(inner),
    randomness,
  );
  const blankProof = proveOneOf(
    key,
    [[openings[0], 0], [total, 0]],
    isBlank ? 1 : 0,
    formulas.blank(inner),
    randomness,
  );
  return { answer: { choices, individualProofs, overallProof, blankProof }, openings };
}

/** Check every proof of an answer: refused by `individual-proof`, `blank-proof` or `overall-proof`. */
export function checkAnswer(election, question, { choices, individualProofs, overallProof, blankProof }, context) {
  const { key } = election;
  const texts = choices.map(cipherText);
  choices.forEach((cipher, index) => {
    const challengeOf = formulas.membership(context, texts[index]);
    if (!holdsOneOf(key, [[cipher, 0], [cipher, 1]], individualProofs[index], challengeOf)) {
      throw new RefusedError("individual-proof", `choice ${index}`);
    }
  });
  const inner = formulas.answerContext(context, texts);
  const total = combine(question.blank ? choices.slice(1) : choices);
  let branches = allowedOn(total, question);
  let challengeOf = formulas.membership(inner, cipherText(total));
  if (question.blank) {
    if (!holdsOneOf(key, [[choices[0], 0], [total, 0]], blankProof, formulas.blank(inner))) {
      throw new RefusedError("blank-proof");
    }
    branches = [[choices[0], 1], ...branches];
    challengeOf = formulas.blankOverall(inner);
  }
  if (!holdsOneOf(key, branches, overallProof, challengeOf)) throw new RefusedError("overall-proof");
}
