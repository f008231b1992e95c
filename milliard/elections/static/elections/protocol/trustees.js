/** Who can decrypt together: keys held by one person each, and keys shared so that t of n are enough. */

import * as formulas from "./formulas.js";
import * as group from "./group.js";
import { fields, integer, items, jsonText, parseCanonical, readJson, string } from "./json.js";
import { knowsSecret, proofJson, proveSecret, readProof } from "./proofs.js";
import { randomBelow } from "./randomness.js";
import { RefusedError, within } from "./refusals.js";

/** Most shares of one threshold, and most trustees of one election. */
export const MOST_TRUSTEES = 50;

export const badCeremony = (detail) => new RefusedError("ceremony", "", detail);

/** A public key of secret exponent `secret`, with its proof: {publicKey, proof, signature?, name?}. */
export function makeTrusteeKey(secret, { randomness = randomBelow } = {}) {
  const publicKey = group.basePower(secret);
  return { publicKey, proof: proveSecret(secret, formulas.trusteeKey(publicKey), randomness) };
}

export function trusteeKeyJson({ publicKey, proof, signature, name }) {
  return {
    pok: proofJson(proof),
    public_key: group.text(publicKey),
    ...(signature ? { signature: proofJson(signature) } : {}),
    ...(name === undefined ? {} : { name }),
  };
}

export function readTrusteeKey(value) {
  const found = fields(value, "pok", "public_key", "signature?", "name?");
  return {
    publicKey: group.key(found.public_key),
    proof: readProof(found.pok),
    ...(found.signature === undefined ? {} : { signature: readProof(found.signature) }),
    ...(found.name === undefined ? {} : { name: string(found.name) }),
  };
}

export function checkTrusteeKey({ publicKey, proof }) {
  if (!knowsSecret(publicKey, proof, formulas.trusteeKey(publicKey))) throw new RefusedError("trustee-proof");
}

/** A signed message {message, signature}, as trustees exchange them. */
export const signedJson = ({ message, signature }) => ({ message, signature: proofJson(signature) });

export function readSigned(value) {
  const found = fields(value, "message", "signature");
  return { message: string(found.message), signature: readProof(found.signature) };
}

export const sign = (secret, message, randomness) => ({
  message,
  signature: proveSecret(secret, formulas.signedMessage(message), randomness),
});

export const isSignedBy = (key, { message, signature }) =>
  knowsSecret(key, signature, formulas.signedMessage(message));

export function certificateJson(index, threshold, size, { verification, encryption }) {
  return {
    context: { group: group.GROUP_NAME, size, threshold, index },
    verification: group.text(verification),
    encryption: group.text(encryption),
  };
}

/** The threshold and the keys {verification, encryption} of all certificates, in the order of trustees. */
export function readCertificates(certs) {
  if (!certs.length || certs.length > MOST_TRUSTEES) throw badCeremony("number of certificates");
  let threshold = 0;
  const keys = certs.map((cert, position) => {
    const value = fields(parseCanonical(cert.message), "context", "verification", "encryption");
    const context = fields(value.context, "group", "size", "threshold", "index");
    threshold ||= integer(context.threshold, { low: 1, high: certs.length });
    const own = { verification: group.key(value.verification), encryption: group.key(value.encryption) };
    const expected = jsonText(certificateJson(position + 1, threshold, certs.length, own));
    if (cert.message !== expected || !isSignedBy(own.verification, cert)) {
      throw badCeremony(`certificate ${position + 1}`);
    }
    return own;
  });
  return { threshold, keys };
}

/** g to each coefficient of a trustee's polynomial, constant term first. */
export function readCoefficients({ message }, threshold) {
  return items(fields(parseCanonical(message), "coefexps").coefexps, threshold).map(group.element);
}

/** What each trustee signs to say that they saw these certificates and gave these coefficients. */
export const seenText = (certs, coefficients) =>
  `certs_sig|${jsonText({ certs: certs.map(signedJson), coefexps: coefficients.map(group.text) })}`;

/** g to the value of one polynomial at `index`: the product of A_k^(index^k). */
export const shareOfCoefficients = (coefficients, index) =>
  group.product(coefficients.map((each, degree) => group.publicPower(each, BigInt(index) ** BigInt(degree))));

/** The public key of the share of trustee `index`, from what all trustees published. */
export const verificationKey = (coefficients, index) =>
  group.product(coefficients.map((each) => shareOfCoefficients(each, index)));

/** Refuse a share's public key that is not the one expected, proved, and signed by its trustee. */
export function checkShareKey(keys, key, expected) {
  checkTrusteeKey(key);
  const signed =
    key.signature !== undefined &&
    isSignedBy(keys.verification, { message: group.text(expected), signature: key.signature });
  if (!signed || !group.same(key.publicKey, expected)) throw badCeremony("verification key");
}

/** What a trustee published of their polynomial, once both its signatures are checked. */
export function checkedCoefficients(certs, keys, threshold, { coefexps, signature }) {
  const coefficients = readCoefficients(coefexps, threshold);
  const seen = { message: seenText(certs, coefficients), signature };
  if (!isSignedBy(keys.verification, coefexps) || !isSignedBy(keys.verification, seen)) {
    throw badCeremony("coefficients");
  }
  return coefficients;
}

export const thresholdJson = ({ threshold, certs, coefexps, signatures, verificationKeys }) => ({
  threshold,
  certs: certs.map(signedJson),
  coefexps: coefexps.map(signedJson),
  signatures: signatures.map(proofJson),
  verification_keys: verificationKeys.map(trusteeKeyJson),
});

function readThreshold(value) {
  const found = fields(value, "threshold", "certs", "coefexps", "signatures", "verification_keys");
  const size = items(found.certs).length;
  if (size > MOST_TRUSTEES) throw badCeremony("number of certificates");
  return {
    threshold: integer(found.threshold, { low: 1, high: Math.max(size, 1) }),
    certs: found.certs.map(readSigned),
    coefexps: items(found.coefexps, size).map(readSigned),
    signatures: items(found.signatures, size).map(readProof),
    verificationKeys: items(found.verification_keys, size).map(readTrusteeKey),
  };
}

/** Check a whole ceremony from what it published. */
export function checkThreshold({ threshold: written, certs, coefexps, signatures, verificationKeys }) {
  const { threshold, keys } = readCertificates(certs);
  const lengths = [coefexps, signatures, verificationKeys].map((each) => each.length);
  if (threshold !== written || lengths.some((each) => each !== certs.length)) throw badCeremony("lengths");
  const coefficients = keys.map((own, index) =>
    checkedCoefficients(certs, own, threshold, { coefexps: coefexps[index], signature: signatures[index] }),
  );
  keys.forEach((own, index) =>
    checkShareKey(own, verificationKeys[index], verificationKey(coefficients, index + 1)),
  );
}

/** The list of trustees as the archive holds it; a trustee is a key, or has a `threshold`. */
export const trusteesText = (trustees) =>
  jsonText(
    trustees.map((each) => (each.threshold ? ["Pedersen", thresholdJson(each)] : ["Single", trusteeKeyJson(each)])),
  );

/** The trustees of a published list; `checkTrustees` tells whether their keys are proved. */
export function readTrustees(raw) {
  const found = items(readJson(raw)).map((each) => {
    const [kind, value] = items(each, 2);
    if (kind === "Single") return readTrusteeKey(value);
    if (kind === "Pedersen") return readThreshold(value);
    throw new RefusedError("bad-shape", "", "kind of trustee");
  });
  if (!found.length || found.length > MOST_TRUSTEES) throw new RefusedError("bad-shape", "", "number of trustees");
  return found;
}

/** Check every key, proof and ceremony. */
export function checkTrustees(trustees) {
  trustees.forEach((each, index) =>
    within(`trustee ${index}`, () => (each.threshold ? checkThreshold(each) : checkTrusteeKey(each))),
  );
}

/** The public key of an election held by these trustees. */
export function electionKey(trustees) {
  return group.product(
    trustees.flatMap((each) =>
      each.threshold ? each.coefexps.map((signed) => readCoefficients(signed, each.threshold)[0]) : [each.publicKey],
    ),
  );
}

/** Owners of shares, numbered from 1 in this order: {position, share (0 if single), publicKey}. */
export function owners(trustees) {
  return trustees.flatMap((each, position) =>
    each.threshold
      ? each.verificationKeys.map(({ publicKey }, index) => ({ position, share: index + 1, publicKey }))
      : [{ position, share: 0, publicKey: each.publicKey }],
  );
}
