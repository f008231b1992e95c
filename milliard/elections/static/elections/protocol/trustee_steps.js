/**
 * What a trustee is asked, and what they answer: the state that the organiser publishes, the key that the trustee
 * keeps, the message that goes back.
 *
 * State: {kind: "milliard-trustee-state", version: 1, step, uuid, name, …}, where `uuid` names what the key is for (an
 * election, or a series of elections held by the same keys) and `step` is
 *
 * - "key": a key held by one person alone;
 * - "certificate" {index, threshold, size}, "polynomial" {certificates}, "voutput" {certificates, vinput}: the
 *   ceremony of a threshold, each text as `ceremony.js` makes it;
 * - "decrypt" {election?, archive?, letter?}: `election` is the one to open when `uuid` names a series, `letter` is for
 *   a threshold, `archive` the address of the archive;
 * - "wait", "done": nothing to do.
 *
 * Key: {kind: "milliard-trustee-key", version: 1, uuid, name, secret} or {…, seed}: a file that its trustee keeps.
 * Nothing else need be kept from one step to the next.
 */

import { makeCertificate, makePolynomial, makeVoutput, shareOfLetter } from "./ceremony.js";
import * as group from "./group.js";
import { integer, isObject, items, jsonText, string } from "./json.js";
import { identityOf, newSeed } from "./letters.js";
import { randomBelow } from "./randomness.js";
import { RefusedError } from "./refusals.js";
import { makeTrusteeKey, trusteeKeyJson } from "./trustees.js";
import { shareOfArchive } from "./verification.js";

export const STEPS = ["key", "certificate", "polynomial", "voutput", "decrypt", "wait", "done"];

function parse(text, kind) {
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Refused below, like everything that is not an object of this kind.
  }
  if (!isObject(value) || value.kind !== kind || value.version !== 1) throw new RefusedError("bad-shape", "", kind);
  return value;
}

export function readState(text) {
  const state = parse(text, "milliard-trustee-state");
  if (!STEPS.includes(state.step)) throw new RefusedError("bad-shape", "", "step");
  string(state.uuid);
  string(state.name);
  if (state.step === "certificate") for (const name of ["index", "threshold", "size"]) integer(state[name], { low: 1 });
  if (["polynomial", "voutput"].includes(state.step)) items(state.certificates).forEach(string);
  if (state.step === "voutput") string(state.vinput);
  if (state.letter !== undefined) string(state.letter);
  if (state.archive !== undefined) string(state.archive);
  if (state.election !== undefined) string(state.election);
  return state;
}

/** Whether this state is the first one, where a key is made. */
export const startsKey = ({ step }) => step === "key" || step === "certificate";

/** A new key for the trustee to keep, as a text. */
export function newKey({ step, uuid, name }, { randomness = randomBelow } = {}) {
  const own = step === "key" ? { secret: String(randomness(group.ORDER)) } : { seed: newSeed(randomness) };
  return jsonText({ kind: "milliard-trustee-key", version: 1, uuid, name, ...own });
}

export function readKey(text) {
  const key = parse(text, "milliard-trustee-key");
  if (key.secret !== undefined) group.scalar(key.secret);
  else identityOf(key.seed);
  return key;
}

/**
 * The message of a step, as a text: {message, decrypted?}. `source` is the archive, for "decrypt"; `decrypted` is then
 * {owner, count, contents}, so that the trustee sees what they opened.
 */
export async function answerState(state, key, source = null, { randomness = randomBelow, ...options } = {}) {
  if (key.uuid !== state.uuid) throw new RefusedError("other-election");
  const single = key.secret !== undefined;
  if (state.step === "decrypt") {
    if (!single && state.letter === undefined) throw new RefusedError("missing-data", "", "letter");
    const secret = single ? group.scalar(key.secret) : await shareOfLetter(key.seed, state.letter);
    const { text, ...decrypted } = await shareOfArchive(source, secret, { randomness, ...options });
    if (decrypted.contents.election.uuid !== (state.election ?? state.uuid)) throw new RefusedError("other-election");
    return { message: text, decrypted };
  }
  if (single !== (state.step === "key")) throw new RefusedError("share-owner");
  const makers = {
    key: () => jsonText(trusteeKeyJson(makeTrusteeKey(group.scalar(key.secret), { randomness }))),
    certificate: () => makeCertificate(key.seed, state, { randomness }),
    polynomial: () => makePolynomial(state.certificates, key.seed, { randomness }),
    voutput: () => makeVoutput(state.certificates, key.seed, state.vinput, { randomness }),
  };
  if (!Object.hasOwn(makers, state.step)) throw new RefusedError("event-order", "", state.step);
  return { message: await makers[state.step]() };
}
