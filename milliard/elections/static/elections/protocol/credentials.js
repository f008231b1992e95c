/** Voting codes: the private code a voter types, the secret it derives, the public key on the roll. */

import { secretOfCode as derive } from "./formulas.js";
import * as group from "./group.js";
import { items, jsonText, LARGEST_INTEGER, readJson, string } from "./json.js";
import { randomBelow } from "./randomness.js";
import { RefusedError, within } from "./refusals.js";

export const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const PARTS = [5, 6, 5, 6];
const CODE = new RegExp(`^${PARTS.map((size) => `[${BASE58}]{${size}}`).join("-")}$`);
const UUID = new RegExp(`^[${BASE58}]{14,64}$`);
const WEIGHT = /^[1-9][0-9]{0,8}$/;

export function base58Text(length, randomness = randomBelow) {
  let found = "";
  while (found.length < length) found += BASE58[Number(randomness(58n))];
  return found;
}

/** A name for a new election: 14 characters of base 58, that is 82 bits. */
export const newUuid = (randomness = randomBelow) => base58Text(14, randomness);
export const isUuid = (text) => typeof text === "string" && UUID.test(text);

/** A private code of 22 characters of base 58, written 5-6-5-6: 128 bits. */
export const newCode = (randomness = randomBelow) =>
  PARTS.map((size) => base58Text(size, randomness)).join("-");

/** There is no checksum: a wrong character gives another well-formed code, which the roll does not know. */
export const isCode = (text) => typeof text === "string" && CODE.test(text);

/** What a person typed or pasted, as a code is written: spaces, dashes of any kind or none. */
export function tidyCode(typed) {
  const letters = typed.replace(/[\s\u00a0\u202f\-\u2010-\u2015\u2212]/g, "");
  if (letters.length !== 22) return typed.trim();
  let start = 0;
  return PARTS.map((size) => letters.slice(start, (start += size))).join("-");
}

export function secretOfCode(uuid, code) {
  if (!isCode(code)) throw new RefusedError("bad-code");
  return derive(uuid, code);
}

/** The public credential of a code, as the roll writes it; independent from one election to another. */
export const credentialOfCode = (uuid, code) => group.text(group.basePower(secretOfCode(uuid, code)));

/** The published list of public credentials, in an order that says nothing: that of their text. */
export const rollText = (credentials) => jsonText([...credentials].sort());

/** Weights by public credential, of a published list; `checkRoll` tells whether its credentials are keys. */
export function readRoll(raw, { limit = raw.length } = {}) {
  const weights = new Map();
  let total = 0;
  items(readJson(raw, { limit })).forEach((value, index) => {
    const [credential, weight, ...rest] = string(value).split(",");
    const place = `credential ${index}`;
    if (rest.length || (weight !== undefined && !WEIGHT.test(weight))) {
      throw new RefusedError("bad-credential", place, "weight");
    }
    if (weights.has(credential)) throw new RefusedError("credential-twice", place);
    weights.set(credential, weight === undefined ? 1 : Number(weight));
    total += weights.get(credential);
  });
  if (total > LARGEST_INTEGER) throw new RefusedError("bad-credential", "credentials", "sum of weights");
  return weights;
}

/** Check that credentials are keys: `credentials` is any part of the list, the first of number `first`. */
export function checkRoll(credentials, first = 0) {
  credentials.forEach((credential, index) => within(`credential ${first + index}`, () => group.key(credential)));
}
