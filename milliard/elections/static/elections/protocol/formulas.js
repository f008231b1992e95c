/**
 * All that is particular to version 1 of the protocol: what is hashed into each challenge, how codes derive.
 *
 * From the Belenios specification, as belenios-tool 2.0 to 3.3.0 speak it.
 */

import * as group from "./group.js";
import { numberOf, sha256 } from "./hashing.js";

export const VERSION = 1;

/** The secret exponent of a private code in one election. */
export function secretOfCode(uuid, code) {
  const halves = [0, 1].map((index) => sha256(`derive_credential|${uuid}|${index}|${code}`));
  return numberOf([...halves[0], ...halves[1]]) % group.ORDER;
}

export const ballotContext = (fingerprint, credential) => `${fingerprint}|${group.text(credential)}`;

/** The context of an answer's own proofs; `choices` are its ciphertexts as «alpha,beta». */
export const answerContext = (context, choices) => `${context}|${choices.join(",")}`;

/** Challenges: each returns a function of the commitments. */
export const membership = (context, cipher) => (seen) => group.challenge(`prove|${context}|${cipher}|`, seen);
export const blank = (context) => (seen) => group.challenge(`bproof0|${context}|`, seen);
export const blankOverall = (context) => (seen) => group.challenge(`bproof1|${context}|`, seen);
export const signature = (digest) => (seen) => group.challenge(`sig|${digest}|`, seen);
export const signedMessage = (message) => (seen) => group.challenge(`sigmsg|${message}|`, seen);
export const trusteeKey = (key) => (seen) =>
  group.challenge(`pok|${group.GROUP_NAME}|${group.text(key)}|`, seen);
export const decryption = (fingerprint, key) => (seen) =>
  group.challenge(`decrypt|${fingerprint}|${group.text(key)}|`, seen);
