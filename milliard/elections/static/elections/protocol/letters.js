/**
 * Letters between trustees, carried by whoever runs the election and read by their addressee alone.
 *
 * A trustee holds one seed of 22 characters; a signing and a decryption exponent derive from it. A letter is
 * signed, then encrypted with AES-256-GCM under a key that ElGamal carries. As belenios-tool 3.3.0 writes them:
 * the nonce is the whole SHA-256 of «iv|alpha», 32 bytes. AES is the browser's own.
 */

import { BASE58, base58Text } from "./credentials.js";
import * as group from "./group.js";
import { bytesOfHex, hex, numberOf, sha256 } from "./hashing.js";
import { fields, jsonText, parseCanonical, readJson, string, utf8 } from "./json.js";
import { randomBelow } from "./randomness.js";
import { badCeremony, isSignedBy, readSigned, sign, signedJson } from "./trustees.js";

const SEED = new RegExp(`^[${BASE58}]{22}$`);

/** The secret of a trustee of a threshold: 22 characters of base 58, 128 bits. */
export const newSeed = (randomness = randomBelow) => base58Text(22, randomness);

/** The two secret exponents of a seed, and their public keys. */
export function identityOf(seed) {
  if (typeof seed !== "string" || !SEED.test(seed)) throw badCeremony("seed");
  const [signing, decryption] = ["sk", "dk"].map((purpose) => numberOf(sha256(`${purpose}|${seed}`)) % group.ORDER);
  return {
    signing,
    decryption,
    verification: group.basePower(signing),
    encryption: group.basePower(decryption),
  };
}

const hashed = (purpose, element) => sha256(`${purpose}|${group.text(element)}`);

async function cipherOf(mask, alpha, usage) {
  const key = await crypto.subtle.importKey("raw", hashed("key", mask), "AES-GCM", false, [usage]);
  return [{ name: "AES-GCM", iv: hashed("iv", alpha) }, key];
}

/** Sign `message` for `recipient` (an encryption key) and encrypt it: a text to be carried. */
export async function writeLetter(identity, recipient, message, randomness) {
  const inner = jsonText({ recipient: group.text(recipient), message: jsonText(message) });
  const signed = sign(identity.signing, inner, randomness);
  const exponent = randomness(group.ORDER);
  const mask = group.basePower(randomness(group.ORDER));
  const alpha = group.basePower(exponent);
  const beta = group.multiply(group.power(recipient, exponent), mask);
  const [algorithm, key] = await cipherOf(mask, alpha, "encrypt");
  const data = await crypto.subtle.encrypt(algorithm, key, utf8(jsonText(signedJson(signed))));
  return jsonText({
    algorithm: "AES-GCM",
    alpha: group.text(alpha),
    beta: group.text(beta),
    data: hex(new Uint8Array(data)),
  });
}

/** Decrypt a letter to this trustee and check that `sender` (a verification key) signed it for them. */
export async function readLetter(identity, sender, letter) {
  const found = fields(parseCanonical(letter), "algorithm", "alpha", "beta", "data");
  const data = bytesOfHex(found.data);
  if (found.algorithm !== "AES-GCM" || !data) throw badCeremony("algorithm");
  const alpha = group.element(found.alpha);
  const mask = group.divide(group.element(found.beta), group.power(alpha, identity.decryption));
  const [algorithm, key] = await cipherOf(mask, alpha, "decrypt");
  let clear;
  try {
    clear = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, data));
  } catch {
    throw badCeremony("letter for somebody else");
  }
  const signed = readSigned(readJson(clear));
  if (!isSignedBy(sender, signed)) throw badCeremony("letter not signed by its sender");
  const inner = fields(parseCanonical(signed.message), "recipient", "message");
  if (inner.recipient !== group.text(identity.encryption)) throw badCeremony("letter signed for somebody else");
  return parseCanonical(string(inner.message));
}
