/** A whole election held in memory, by nothing but the package: what the tests check, spoil and hand to others. */

import { ArchiveWriter, countedHeights, readArchive } from "../../static/elections/protocol/archive.js";
import { makeBallot, readBallot } from "../../static/elections/protocol/ballots.js";
import * as ceremony from "../../static/elections/protocol/ceremony.js";
import { credentialOfCode, newCode, newUuid, rollText, secretOfCode } from "../../static/elections/protocol/credentials.js";
import { choiceOf, readElection, writeElection } from "../../static/elections/protocol/elections.js";
import * as group from "../../static/elections/protocol/group.js";
import { newSeed } from "../../static/elections/protocol/letters.js";
import { randomBelow } from "../../static/elections/protocol/randomness.js";
import { refusalOf } from "../../static/elections/protocol/refusals.js";
import { addBallot, emptyCount, findResult, resultText, sumsText } from "../../static/elections/protocol/tally.js";
import { blobSource } from "../../static/elections/protocol/tar.js";
import { electionKey, makeTrusteeKey, owners, readTrustees, trusteesText } from "../../static/elections/protocol/trustees.js";
import { shareOfArchive } from "../../static/elections/protocol/verification.js";
import { utf8 } from "../../static/elections/protocol/json.js";

export const QUESTIONS = [
  { answers: ["Pour", "Contre", "Abstention"], min: 1, max: 1, question: "Adopter la motion ? Évidemment…" },
  { answers: ["Aïcha", "Bruno", "Chloé"], blank: true, min: 1, max: 2, question: "Qui ?" },
];

export const WISHES = [
  [[0], [0, 2]],
  [[1], "blank"],
  [[0], [1]],
];

export const choicesOf = (election, wishes) =>
  election.questions.map((question, index) =>
    wishes[index] === "blank" ? choiceOf(question, [], { blank: true }) : choiceOf(question, wishes[index]),
  );

/** Threshold keys made by a whole ceremony: {trustee, letters, seeds}. */
export async function holdCeremony(threshold, size, seeds = Array.from({ length: size }, () => newSeed())) {
  const certificates = seeds.map((seed, index) =>
    ceremony.makeCertificate(seed, { index: index + 1, threshold, size }),
  );
  const polynomials = [];
  for (const seed of seeds) polynomials.push(await ceremony.makePolynomial(certificates, seed));
  polynomials.forEach((each, index) => ceremony.checkPolynomial(certificates, index + 1, each));
  const vinputs = ceremony.makeVinputs(certificates, polynomials);
  const voutputs = [];
  for (const [index, seed] of seeds.entries()) {
    voutputs.push(await ceremony.makeVoutput(certificates, seed, vinputs[index]));
    ceremony.checkVoutput(certificates, polynomials, index + 1, voutputs[index]);
  }
  return { ...ceremony.makeThresholdKeys(certificates, polynomials, voutputs), seeds };
}

export const sourceOf = (parts) => blobSource(new Blob(parts));

/**
 * An election by a single key, and by `shared` if `holdCeremony` gave it, with `voters` of weights 1, 1, 2, 1, 1, 2…, the first of whom votes twice.
 *
 * `change` may spoil any part: {trustees(text), key(element), roll(text), ballots(list), sums(text), head(count),
 * share(text), result(rows)}. `error` says why nobody decrypted.
 */
export async function holdElection({ voters = 19, questions = QUESTIONS, change = {}, shared = null } = {}) {
  const spoil = (name, value) => (change[name] ? change[name](value) : value);
  const uuid = newUuid();
  const secret = randomBelow(group.ORDER);
  const keys = [makeTrusteeKey(secret), ...(shared ? [shared.trustee] : [])];
  const trustees = spoil("trustees", trusteesText(keys));
  const key = spoil("key", electionKey(readTrustees(utf8(trustees))));
  const election = readElection(
    writeElection({ uuid, name: "Vote d’essai", description: "", public_key: group.text(key), questions }),
  );
  const codes = Array.from({ length: voters }, () => newCode());
  const weights = codes.map((_, index) => (index % 3 === 2 ? 2 : 1));
  const entries = codes.map((code, index) => {
    const credential = credentialOfCode(uuid, code);
    return weights[index] === 1 ? credential : `${credential},${weights[index]}`;
  });
  const writer = new ArchiveWriter(1_790_000_000);
  const parts = [writer.open(election.raw, trustees, spoil("roll", rollText(entries)))];
  let ballots = [...codes, codes[0]].map((code, index) => {
    const wishes = WISHES[index % WISHES.length];
    return makeBallot(election, secretOfCode(uuid, code), choicesOf(election, wishes)).raw;
  });
  ballots = spoil("ballots", ballots);
  parts.push(...ballots.map((raw) => writer.ballot(raw)), writer.end());
  // Sums of what is there, true or not: whoever verifies must find what is wrong.
  const read = await readArchive(sourceOf(parts)).catch((error) => ({ error }));
  if (read.error) return { election, parts, error: read.error };
  const count = sumsOf(election, read, ballots);
  const spoiltCount = spoil("head", { ballots: count.ballots, weight: count.weight });
  parts.push(writer.count(spoil("sums", sumsText(count.sums)), spoiltCount));
  const counted = sourceOf(parts);
  const secrets = [secret, ...(shared ? await Promise.all([0, 2].map((index) => share(shared, index))) : [])];
  for (const each of secrets) {
    const made = await shareOfArchive(counted, each).catch((error) => ({ error }));
    if (made.error) return { election, parts, error: made.error };
    parts.push(writer.share(made.owner, spoil("share", made.text)));
  }
  const contents = await readArchive(sourceOf(parts));
  if (!change.share) {
    const result = findResult(count, contents.trustees, owners(contents.trustees), contents.shares);
    parts.push(writer.result(resultText(spoil("result", result))));
  }
  return { election, codes, weights, count, parts };
}

function sumsOf(election, { roll, ballots: places }, raws) {
  const count = emptyCount(election);
  const counted = countedHeights(places);
  places.forEach(({ credential, height }, index) => {
    const counts = counted.get(credential) === height && roll.has(credential);
    const ballot = counts && !refusalOf(() => readBallot(election, raws[index])) && readBallot(election, raws[index]);
    if (ballot) addBallot(count, ballot, roll.get(credential));
  });
  return count;
}

const share = ({ seeds, letters }, index) => ceremony.shareOfLetter(seeds[index], letters[index]);
