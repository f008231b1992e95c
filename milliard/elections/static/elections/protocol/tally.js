/** Sums of ballots without opening any, their joint decryption, and the numbers at the end. */

import { lengthOf } from "./elections.js";
import * as formulas from "./formulas.js";
import * as group from "./group.js";
import { fields, integer, items, jsonText, readJson } from "./json.js";
import { addCiphertexts, cipherJson, NEUTRAL_CIPHERTEXT, proofJson, readCiphertext, readProof } from "./proofs.js";
import { randomBelow } from "./randomness.js";
import { RefusedError, within } from "./refusals.js";

/** A count is {ballots, weight, sums}: how many, with what weight, and one ciphertext an answer of a question. */
export const emptyCount = (election) => ({
  ballots: 0,
  weight: 0,
  sums: election.questions.map((question) => Array(lengthOf(question)).fill(NEUTRAL_CIPHERTEXT)),
});

const weighted = ({ alpha, beta }, weight) =>
  weight === 1
    ? { alpha, beta }
    : { alpha: group.publicPower(alpha, BigInt(weight)), beta: group.publicPower(beta, BigInt(weight)) };

/** Add a checked ballot to a count, in place. */
export function addBallot(count, { answers }, weight) {
  answers.forEach(({ choices }, question) =>
    choices.forEach((cipher, answer) => {
      const row = count.sums[question];
      row[answer] = addCiphertexts(row[answer], weighted(cipher, weight));
    }),
  );
  count.ballots += 1;
  count.weight += weight;
}

/** The count of several sets of ballots that have no ballot in common. */
export function mergeCounts(election, counts) {
  const found = emptyCount(election);
  for (const { ballots, weight, sums } of counts) {
    found.ballots += ballots;
    found.weight += weight;
    found.sums = found.sums.map((row, question) =>
      row.map((cipher, answer) => addCiphertexts(cipher, sums[question][answer])),
    );
  }
  return found;
}

const rows = (election, value) =>
  items(value, election.questions.length).map((row, index) => items(row, lengthOf(election.questions[index])));

export const sumsText = (sums) => jsonText(sums.map((row) => row.map(cipherJson)));

export const readSums = (election, raw) =>
  rows(election, readJson(raw, { limit: election.largestMember })).map((row) => row.map(readCiphertext));

export const sameSums = (one, other) => sumsText(one) === sumsText(other);

/** What one trustee computes of the sums: factors alpha^x, and the proofs that x is their secret. */
export function decryptSums(election, sums, secret, { randomness = randomBelow } = {}) {
  const challengeOf = formulas.decryption(election.fingerprint, group.basePower(secret));
  const factors = sums.map((row) => row.map(({ alpha }) => group.power(alpha, secret)));
  const proofs = sums.map((row) =>
    row.map(({ alpha }) => {
      const nonce = randomness(group.ORDER);
      const challenge = challengeOf([group.basePower(nonce), group.power(alpha, nonce)]);
      return { challenge, response: group.reduce(nonce - secret * challenge) };
    }),
  );
  return { factors, proofs };
}

export const shareText = ({ factors, proofs }) =>
  jsonText({
    decryption_factors: factors.map((row) => row.map(group.text)),
    decryption_proofs: proofs.map((row) => row.map(proofJson)),
  });

export function readShare(election, raw) {
  const found = fields(readJson(raw, { limit: election.largestMember }), "decryption_factors", "decryption_proofs");
  return {
    factors: rows(election, found.decryption_factors).map((row) => row.map(group.element)),
    proofs: rows(election, found.decryption_proofs).map((row) => row.map(readProof)),
  };
}

/** Refuse (`share-proof`) unless every factor is proved with the key `publicKey`. */
export function checkShare(election, sums, publicKey, { factors, proofs }) {
  const challengeOf = formulas.decryption(election.fingerprint, publicKey);
  sums.forEach((row, question) =>
    row.forEach(({ alpha }, answer) => {
      const { challenge, response } = proofs[question][answer];
      const factor = factors[question][answer];
      const masked = group.multiply(group.publicPower(alpha, response), group.publicPower(factor, challenge));
      if (challengeOf([group.commitment(response, publicKey, challenge), masked]) !== challenge) {
        throw new RefusedError("share-proof", `question ${question} answer ${answer}`);
      }
    }),
  );
}

function inverse(number) {
  let [found, base, exponent] = [1n, group.reduce(number), group.ORDER - 2n];
  for (; exponent; exponent >>= 1n) {
    if (exponent & 1n) found = (found * base) % group.ORDER;
    base = (base * base) % group.ORDER;
  }
  return found;
}

/** Lagrange's coefficient of the value at `index` in the value at 0 of the polynomial through `used`. */
const lagrange = (used, index) =>
  used
    .filter((other) => other !== index)
    .reduce((found, other) => group.reduce(found * BigInt(other) * inverse(BigInt(other - index))), 1n);

/** By owner, to what power their share enters: 1, or Lagrange's coefficient. */
function exponentsOf(trustees, keys, present) {
  const found = new Map();
  trustees.forEach((trustee, position) => {
    const own = new Map();
    keys.forEach((key, index) => {
      if (key.position === position && present.has(index + 1)) own.set(key.share, index + 1);
    });
    const needed = trustee.threshold ?? 1;
    if (own.size < needed) throw new RefusedError("share-missing", `trustee ${position}`, `${own.size} of ${needed}`);
    const used = [...own.keys()].sort((one, other) => one - other).slice(0, needed);
    used.forEach((share) => found.set(own.get(share), share ? lagrange(used, share) : 1n));
  });
  return found;
}

/** g to each sum, from checked shares by owner (a Map). */
export function openSums(sums, trustees, keys, shares) {
  const exponents = [...exponentsOf(trustees, keys, shares)];
  return sums.map((row, question) =>
    row.map(({ beta }, answer) =>
      group.divide(
        beta,
        group.product(
          exponents.map(([owner, exponent]) =>
            group.publicPower(shares.get(owner).factors[question][answer], exponent),
          ),
        ),
      ),
    ),
  );
}

/** Refuse (`result-differs`) unless the opened sums are those of `result`. */
export function checkResult(count, trustees, keys, shares, result) {
  openSums(count.sums, trustees, keys, shares).forEach((row, question) =>
    row.forEach((element, answer) => {
      const value = result[question][answer];
      if (value > count.weight || !group.same(group.basePower(BigInt(value)), element)) {
        throw new RefusedError("result-differs", `question ${question} answer ${answer}`);
      }
    }),
  );
}

/** The result: the small exponents of the opened sums, by Shanks' baby and giant steps. */
export function findResult(count, trustees, keys, shares) {
  const opened = openSums(count.sums, trustees, keys, shares);
  const width = Math.floor(Math.sqrt(count.weight)) + 1;
  const small = new Map();
  let element = group.NEUTRAL;
  for (let exponent = 0; exponent < width; exponent += 1) {
    small.set(group.text(element), exponent);
    element = group.multiply(element, group.GENERATOR);
  }
  const giant = element;
  return opened.map((row, question) =>
    row.map((target, answer) => {
      let current = target;
      for (let step = 0; step * width <= count.weight; step += 1) {
        const found = small.get(group.text(current));
        if (found !== undefined && step * width + found <= count.weight) return step * width + found;
        current = group.divide(current, giant);
      }
      throw new RefusedError("result-differs", `question ${question} answer ${answer}`, "no small exponent");
    }),
  );
}

export const resultText = (result) => jsonText({ result });

export const readResult = (election, raw) =>
  rows(election, fields(readJson(raw, { limit: election.largestMember }), "result").result).map((row) =>
    row.map((value) => integer(value)),
  );

/** A count as it travels between a worker and the page. */
export const packCount = ({ ballots, weight, sums }) => ({ ballots, weight, sums: sumsText(sums) });
export const unpackCount = ({ ballots, weight, sums }) => ({
  ballots,
  weight,
  sums: within("worker", () => JSON.parse(sums).map((row) => row.map(readCiphertext))),
});
