/**
 * The proofs of the protocol: knowledge of a secret, and «one of these», which says what a ciphertext holds.
 *
 * Every statement about a ciphertext is a disjunction of branches «this ciphertext holds this number»: a choice
 * holds 0 or 1; the sum of the choices holds min, …, or max; «blank» holds 0 or the sum holds 0; «blank» holds
 * 1 or the sum holds min, …, or max. One prover and one checker serve all four. Responses are w − x·c.
 */

import * as group from "./group.js";
import { fields, items } from "./json.js";

export const proofJson = ({ challenge, response }) => ({ challenge: String(challenge), response: String(response) });

export function readProof(value) {
  const found = fields(value, "challenge", "response");
  return { challenge: group.scalar(found.challenge), response: group.scalar(found.response) };
}

export const readProofs = (value) => items(value).map(readProof);

export const cipherJson = ({ alpha, beta }) => ({ alpha: group.text(alpha), beta: group.text(beta) });
export const cipherText = ({ alpha, beta }) => `${group.text(alpha)},${group.text(beta)}`;

export function readCiphertext(value) {
  const found = fields(value, "alpha", "beta");
  return { alpha: group.element(found.alpha), beta: group.element(found.beta) };
}

export const addCiphertexts = (one, other) => ({
  alpha: group.multiply(one.alpha, other.alpha),
  beta: group.multiply(one.beta, other.beta),
});

export const NEUTRAL_CIPHERTEXT = Object.freeze({ alpha: group.NEUTRAL, beta: group.NEUTRAL });

/** The ciphertext of the sum of what these hold. */
export const combine = (ciphertexts) => ciphertexts.reduce(addCiphertexts, NEUTRAL_CIPHERTEXT);

/** An election's public key, made ready to be raised many times. */
export class EncryptionKey {
  #powers;
  #small = new Map();

  constructor(element) {
    this.element = element;
    this.#powers = new group.FixedBase(element);
  }

  power(exponent) {
    return this.#powers.power(exponent);
  }

  /** g to a small number, kept. */
  small(number) {
    if (!this.#small.has(number)) this.#small.set(number, group.basePower(BigInt(number)));
    return this.#small.get(number);
  }

  /** (g^r, y^r · g^m): an opening is what its maker knows, {exponent: r, number: m}. */
  encrypt({ exponent, number }) {
    return { alpha: group.basePower(exponent), beta: group.multiply(this.power(exponent), this.small(number)) };
  }

  /** What the prover of «`cipher` holds `number`» committed to, if it holds. */
  commitments(cipher, number, { challenge, response }) {
    // (β/g^m)^c as β^c · g^(−mc): the powers of β serve every branch.
    let masked = group.multiply(this.power(response), group.publicPower(cipher.beta, challenge));
    if (number) masked = group.multiply(masked, group.basePower(-BigInt(number) * challenge));
    return [group.commitment(response, cipher.alpha, challenge), masked];
  }

  /** The same from the opening: powers of g and y alone, and as many of them for every opening. */
  ownCommitments(opening, number, { challenge, response }) {
    const exponent = response + opening.exponent * challenge;
    const excess = BigInt(opening.number - number) * challenge;
    return [group.basePower(exponent), group.multiply(this.power(exponent), group.basePower(excess))];
  }
}

/**
 * Prove that one of the branches [opening, number] holds without telling which; `truth` is the index of the one
 * that does.
 */
export function proveOneOf(key, branches, truth, challengeOf, randomness) {
  const proofs = branches.map((_, index) =>
    index === truth
      ? { challenge: 0n, response: randomness(group.ORDER) }
      : { challenge: randomness(group.ORDER), response: randomness(group.ORDER) },
  );
  const seen = branches.flatMap(([opening, number], index) => key.ownCommitments(opening, number, proofs[index]));
  // So far the true branch's response is the secret w it committed to, with a null challenge.
  const others = proofs.reduce((sum, proof) => sum + proof.challenge, 0n);
  const challenge = group.reduce(challengeOf(seen) - others);
  const response = group.reduce(proofs[truth].response - branches[truth][0].exponent * challenge);
  proofs[truth] = { challenge, response };
  return proofs;
}

/** Whether the proofs show that one of the branches [ciphertext, number] holds. */
export function holdsOneOf(key, branches, proofs, challengeOf) {
  if (proofs.length !== branches.length) return false;
  const seen = branches.flatMap(([cipher, number], index) => key.commitments(cipher, number, proofs[index]));
  return challengeOf(seen) === proofs.reduce((sum, proof) => sum + proof.challenge, 0n) % group.ORDER;
}

/** Prove knowledge of `secret`, or sign with it what `challengeOf` hashes (Schnorr). */
export function proveSecret(secret, challengeOf, randomness) {
  const nonce = randomness(group.ORDER);
  const challenge = challengeOf([group.basePower(nonce)]);
  return { challenge, response: group.reduce(nonce - secret * challenge) };
}

/** Whether `proof` shows knowledge of the secret of `key`. */
export function knowsSecret(key, proof, challengeOf) {
  return challengeOf([group.commitment(proof.response, key, proof.challenge)]) === proof.challenge;
}
