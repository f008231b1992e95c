/**
 * Does an archive stand? Every step replayed, every refusal named; ballots in slices that go to any worker.
 *
 * A `mapSlices(slices)` is an async generator: it takes slices as they are cut and yields a report for each, in any
 * order. `checkHere` is the one without workers.
 */

import { countedHeights, readArchive } from "./archive.js";
import { checkBallot } from "./ballots.js";
import { checkRoll } from "./credentials.js";
import { readElection } from "./elections.js";
import * as group from "./group.js";
import { randomBelow } from "./randomness.js";
import { RefusedError, refusalOf, within } from "./refusals.js";
import {
  addBallot, checkResult, checkShare, decryptSums, emptyCount, mergeCounts, packCount, sameSums, shareText,
  unpackCount,
} from "./tally.js";
import { checkTrustees, electionKey, owners } from "./trustees.js";

/** Under this a secret vote may show who voted what: a trustee does not decrypt. */
export const FEWEST_BALLOTS = 10;

const SLICE_BALLOTS = 20;
const SLICE_CREDENTIALS = 500;

let known = { raw: null, election: null };

function electionOf(raw) {
  if (known.raw?.length !== raw.length || !known.raw.every((byte, index) => byte === raw[index])) {
    known = { raw, election: readElection(raw) };
  }
  return known.election;
}

/**
 * Check a slice: {election, ballots} or {credentials, first}. Pure: any worker may do it.
 *
 * Returns {refusals, count, done}: refusals are plain objects {code, place, detail}, `done` is how many were checked.
 */
export function checkSlice({ election: raw, ballots, credentials, first }) {
  if (credentials) {
    const refused = refusalOf(() => within("event 0", () => checkRoll(credentials, first)));
    return { refusals: refused ? [refused.refusal] : [], count: null, done: 0 };
  }
  const election = electionOf(raw);
  const refusals = [];
  const count = emptyCount(election);
  for (const each of ballots) {
    const refused = refusalOf(() =>
      within(`event ${each.height}`, () => {
        const ballot = checkBallot(election, each.raw);
        if (!each.weight) throw new RefusedError("unregistered", "", ballot.credentialText);
        if (each.counts) addBallot(count, ballot, each.weight);
      }),
    );
    if (refused) refusals.push(refused.refusal);
  }
  return { refusals, count: packCount(count), done: ballots.length };
}

/** The slices of an archive: its credentials, then its ballots. */
export async function* cutSlices({ election, roll, ballots }, source) {
  const keys = [...roll.keys()];
  for (let first = 0; first < keys.length; first += SLICE_CREDENTIALS) {
    yield { credentials: keys.slice(first, first + SLICE_CREDENTIALS), first };
  }
  const counted = countedHeights(ballots);
  for (let first = 0; first < ballots.length; first += SLICE_BALLOTS) {
    const found = [];
    for (const { height, offset, size, credential } of ballots.slice(first, first + SLICE_BALLOTS)) {
      const raw = await source.read(offset, size);
      found.push({ height, raw, weight: roll.get(credential) ?? 0, counts: counted.get(credential) === height });
    }
    yield { election: election.raw, ballots: found };
  }
}

export async function* checkHere(slices) {
  for await (const slice of slices) yield checkSlice(slice);
}

/**
 * Verify a whole archive, however far the vote has come; never throws for what is in the file.
 *
 * Returns {stands, refusals, contents, count}: `contents` as `readArchive` gives it, null when it could not be
 * read; `count` is recomputed from the ballots. `onProgress` is told {step, done, total}.
 */
export async function verifyArchive(source, { mapSlices = checkHere, onProgress = () => {} } = {}) {
  let contents;
  try {
    contents = await readArchive(source, {
      onProgress: (done) => onProgress({ step: "reading", done, total: source.size }),
    });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { stands: false, refusals: [error.refusal], contents: null, count: null };
  }
  const { election } = contents;
  const refusals = setupRefusals(contents);
  const counts = [];
  let done = 0;
  for await (const report of mapSlices(cutSlices(contents, source))) {
    refusals.push(...report.refusals);
    if (report.count) counts.push(unpackCount(report.count));
    done += report.done;
    onProgress({ step: "ballots", done, total: contents.ballots.length });
  }
  const count = mergeCounts(election, counts);
  // A refused ballot makes every later comparison fail too: only what was found first is told.
  if (!refusals.length) refusals.push(...countRefusals(contents, count));
  const rank = ({ place, code }) => `${place}\0${code}`;
  refusals.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
  return { stands: !refusals.length, refusals, contents, count };
}

function setupRefusals({ election, trustees }) {
  const checks = [
    () => checkTrustees(trustees),
    () => {
      if (!group.same(electionKey(trustees), election.key.element)) throw new RefusedError("election-key");
    },
  ];
  return checks
    .map((check) => refusalOf(() => within("event 0", check)))
    .filter(Boolean)
    .map(({ refusal }) => refusal);
}

function countRefusals({ election, trustees, count: published, shares, result }, count) {
  if (!published) return [];
  const found = [];
  const note = (differs, code) => differs && found.push({ code, place: "count", detail: "" });
  note(published.ballots !== count.ballots, "ballot-count");
  note(published.weight !== count.weight, "total-weight");
  note(!sameSums(published.sums, count.sums), "tally-differs");
  const keys = owners(trustees);
  const checks = [...shares].map(([owner, share]) => () =>
    within(`share ${owner}`, () => checkShare(election, count.sums, keys[owner - 1].publicKey, share)),
  );
  const falseShares = checks.map(refusalOf).filter(Boolean);
  found.push(...falseShares.map(({ refusal }) => refusal));
  if (result && !falseShares.length) {
    const refused = refusalOf(() => within("result", () => checkResult(count, trustees, keys, shares, result)));
    if (refused) found.push(refused.refusal);
  }
  return found;
}

/**
 * What a trustee computes: nothing, unless the whole archive stands and holds enough ballots.
 *
 * The sums decrypted are those recomputed from the ballots, so that no one can have a chosen ballot decrypted.
 * Refused: the first refusal of the archive; `event-order` (the count is not published yet); `too-few-ballots`;
 * `share-owner` (the secret is not that owner's). Returns {text, owner, count, contents}.
 */
export async function shareOfArchive(source, secret, options = {}) {
  const { owner: wanted = null, fewest = FEWEST_BALLOTS, randomness = randomBelow, ...others } = options;
  const { refusals, contents, count } = await verifyArchive(source, others);
  if (refusals.length) throw new RefusedError(refusals[0].code, refusals[0].place, refusals[0].detail);
  if (!contents.count) throw new RefusedError("event-order", "", "no count to decrypt");
  if (count.ballots < fewest) throw new RefusedError("too-few-ballots", "", `${count.ballots} < ${fewest}`);
  const own = group.basePower(secret);
  const owner = owners(contents.trustees).findIndex(({ publicKey }) => group.same(publicKey, own)) + 1;
  if (!owner || (wanted !== null && owner !== wanted)) throw new RefusedError("share-owner");
  const share = decryptSums(contents.election, count.sums, secret, { randomness });
  return { text: shareText(share), owner, count, contents };
}
