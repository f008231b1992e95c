/**
 * The key ceremony of a threshold, message by message: what each trustee does, and what the organiser does.
 *
 * Pedersen's distributed key generation as Belenios publishes it, in the form of belenios-tool 3: certificates
 * carry the size, the threshold and their place, and every trustee signs the certificates they saw. Messages are
 * texts of canonical JSON; trustees are numbered from 1. What a trustee does needs their seed and happens on
 * their own machine.
 */

import * as group from "./group.js";
import { fields, items, jsonText, parseCanonical, string } from "./json.js";
import { identityOf, readLetter, writeLetter } from "./letters.js";
import { proofJson, readProof } from "./proofs.js";
import { randomBelow } from "./randomness.js";
import {
  badCeremony, certificateJson, checkedCoefficients, checkShareKey, checkThreshold, makeTrusteeKey,
  readCertificates, readSigned, readTrusteeKey, seenText, shareOfCoefficients, sign, signedJson, trusteeKeyJson,
  verificationKey,
} from "./trustees.js";

const readAll = (messages) => messages.map((message) => readSigned(parseCanonical(message)));

/** Step 1, trustee: publish the keys of one's seed. */
export function makeCertificate(seed, { index, threshold, size }, { randomness = randomBelow } = {}) {
  const identity = identityOf(seed);
  const sound = [index, threshold, size].every(Number.isInteger) && threshold >= 1 && threshold <= size;
  if (!sound || index < 1 || index > size) throw badCeremony("threshold");
  return jsonText(
    signedJson(sign(identity.signing, jsonText(certificateJson(index, threshold, size, identity)), randomness)),
  );
}

/** Step 2, organiser and trustees: check all certificates, in order; the threshold they agree on. */
export const checkCertificates = (certificates) => readCertificates(readAll(certificates)).threshold;

function ownPlace(keys, seed) {
  const identity = identityOf(seed);
  const position = keys.findIndex(
    ({ verification, encryption }) =>
      group.same(verification, identity.verification) && group.same(encryption, identity.encryption),
  );
  if (position < 0) throw badCeremony("no certificate of this seed");
  return { identity, index: position + 1 };
}

const valueAt = (coefficients, at) =>
  group.reduce(coefficients.reduce((sum, each, degree) => sum + each * BigInt(at) ** BigInt(degree), 0n));

/** Step 3, trustee: draw a polynomial, and write its value at j to each trustee j in a letter. */
export async function makePolynomial(certificates, seed, { randomness = randomBelow } = {}) {
  const certs = readAll(certificates);
  const { threshold, keys } = readCertificates(certs);
  const { identity } = ownPlace(keys, seed);
  const coefficients = Array.from({ length: threshold }, () => randomness(group.ORDER));
  const published = coefficients.map(group.basePower);
  const secrets = [];
  for (const [position, { encryption }] of keys.entries()) {
    const secret = String(valueAt(coefficients, position + 1));
    secrets.push(await writeLetter(identity, encryption, { secret }, randomness));
  }
  const coefexps = jsonText({ coefexps: published.map(group.text) });
  const { signature } = sign(identity.signing, seenText(certs, published), randomness);
  const own = { polynomial: coefficients.map(String) };
  return jsonText({
    polynomial: await writeLetter(identity, identity.encryption, own, randomness),
    secrets,
    coefexps: signedJson(sign(identity.signing, coefexps, randomness)),
    signature: proofJson(signature),
  });
}

function readPolynomial(message, count) {
  const found = fields(parseCanonical(message), "polynomial", "secrets", "coefexps", "signature");
  return {
    ownLetter: string(found.polynomial),
    letters: items(found.secrets, count).map(string),
    coefexps: readSigned(found.coefexps),
    signature: readProof(found.signature),
  };
}

function readPolynomials(certificates, polynomials) {
  const certs = readAll(certificates);
  const { threshold, keys } = readCertificates(certs);
  if (polynomials.length !== certs.length) throw badCeremony("number of polynomials");
  const found = polynomials.map((each) => readPolynomial(each, certs.length));
  const coefficients = found.map((each, index) => checkedCoefficients(certs, keys[index], threshold, each));
  return { certs, threshold, keys, found, coefficients };
}

/** Organiser: check what trustee `index` sent at step 3, as far as can be without opening letters. */
export function checkPolynomial(certificates, index, polynomial) {
  const certs = readAll(certificates);
  const { threshold, keys } = readCertificates(certs);
  checkedCoefficients(certs, keys[index - 1], threshold, readPolynomial(polynomial, certs.length));
}

/** Step 4, organiser: sort the letters, one bundle (vinput) a trustee. */
export function makeVinputs(certificates, polynomials) {
  const { found } = readPolynomials(certificates, polynomials);
  return found.map((own, position) =>
    jsonText({
      polynomial: own.ownLetter,
      secrets: found.map((each) => each.letters[position]),
      coefexps: found.map((each) => signedJson(each.coefexps)),
      signatures: found.map((each) => proofJson(each.signature)),
    }),
  );
}

/**
 * Step 5, trustee: check every letter against what its sender published, and keep one's share (voutput).
 *
 * Refused (`ceremony`): a letter that is not what its sender's coefficients say; the ceremony then stops.
 */
export async function makeVoutput(certificates, seed, vinput, { randomness = randomBelow } = {}) {
  const certs = readAll(certificates);
  const { threshold, keys } = readCertificates(certs);
  const { identity, index: place } = ownPlace(keys, seed);
  const found = fields(parseCanonical(vinput), "polynomial", "secrets", "coefexps", "signatures");
  const own = await readLetter(identity, identity.verification, string(found.polynomial));
  items(fields(own, "polynomial").polynomial, threshold);
  items(found.secrets, certs.length);
  items(found.coefexps, certs.length);
  items(found.signatures, certs.length);
  let share = 0n;
  for (const [position, sender] of keys.entries()) {
    const coefficients = checkedCoefficients(certs, sender, threshold, {
      coefexps: readSigned(found.coefexps[position]),
      signature: readProof(found.signatures[position]),
    });
    const letter = await readLetter(identity, sender.verification, string(found.secrets[position]));
    const secret = group.scalar(fields(letter, "secret").secret);
    if (!group.same(group.basePower(secret), shareOfCoefficients(coefficients, place))) {
      throw badCeremony(`secret ${position + 1}`);
    }
    share += secret;
  }
  share = group.reduce(share);
  const key = makeTrusteeKey(share, { randomness });
  const { signature } = sign(identity.signing, group.text(key.publicKey), randomness);
  const kept = await writeLetter(identity, identity.encryption, { decryption_key: String(share) }, randomness);
  return jsonText({ private_key: kept, public_key: trusteeKeyJson({ ...key, signature }) });
}

function readVoutput(message) {
  const found = fields(parseCanonical(message), "private_key", "public_key");
  return { letter: string(found.private_key), key: readTrusteeKey(found.public_key) };
}

/** Organiser: check what trustee `index` sent at step 5. */
export function checkVoutput(certificates, polynomials, index, voutput) {
  const { keys, coefficients } = readPolynomials(certificates, polynomials);
  checkShareKey(keys[index - 1], readVoutput(voutput).key, verificationKey(coefficients, index));
}

/**
 * Step 6, organiser: {trustee, letters}: the keys to publish, checked as any verifier checks them, and each
 * trustee's share, encrypted for them, to be given back when decrypting.
 */
export function makeThresholdKeys(certificates, polynomials, voutputs) {
  const { certs, threshold, found } = readPolynomials(certificates, polynomials);
  const outputs = voutputs.map(readVoutput);
  const trustee = {
    threshold,
    certs,
    coefexps: found.map(({ coefexps }) => coefexps),
    signatures: found.map(({ signature }) => signature),
    verificationKeys: outputs.map(({ key }) => key),
  };
  checkThreshold(trustee);
  return { trustee, letters: outputs.map(({ letter }) => letter) };
}

/** Trustee: the secret exponent of one's share, from the letter kept since step 5. */
export async function shareOfLetter(seed, letter) {
  const identity = identityOf(seed);
  const found = fields(await readLetter(identity, identity.verification, letter), "decryption_key");
  return group.scalar(found.decryption_key);
}
