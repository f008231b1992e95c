/** Answers a list of calls [name, arguments] read from stdin, as JSON: how tests in Python use the package. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { ArchiveWriter } from "../../static/elections/protocol/archive.js";
import { checkBallot, makeBallot } from "../../static/elections/protocol/ballots.js";
import * as ceremony from "../../static/elections/protocol/ceremony.js";
import { credentialOfCode, rollText, secretOfCode } from "../../static/elections/protocol/credentials.js";
import { readElection, writeElection } from "../../static/elections/protocol/elections.js";
import * as group from "../../static/elections/protocol/group.js";
import { jsonText, readJson, utf8 } from "../../static/elections/protocol/json.js";
import { REFUSAL_CODES, RefusedError } from "../../static/elections/protocol/refusals.js";
import { findResult, readShare, resultText, sumsText } from "../../static/elections/protocol/tally.js";
import { blobSource } from "../../static/elections/protocol/tar.js";
import { electionKey, makeTrusteeKey, owners, readTrustees, trusteesText } from "../../static/elections/protocol/trustees.js";
import { shareOfArchive, verifyArchive } from "../../static/elections/protocol/verification.js";

/** Chance that can be played again, here and in Python. */
function drawsOf(seed) {
  let count = 0;
  return (bound) => {
    const digest = createHash("sha512").update(`${seed}|${count}`).digest("hex");
    count += 1;
    return BigInt(`0x${digest}`) % bound;
  };
}

const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const text = (raw) => Buffer.from(raw).toString();
const base64 = (raw) => Buffer.from(raw).toString("base64");
const sourceOf = (archive) => blobSource(new Blob([bytes(archive)]));

const CALLS = {
  refusalCodes: () => REFUSAL_CODES,
  canonical: ({ raw }) => jsonText(readJson(bytes(raw))),
  credential: ({ uuid, code }) => credentialOfCode(uuid, code),
  roll: ({ credentials }) => rollText(credentials),
  election({ election }) {
    const { fingerprint, largestBallot } = readElection(bytes(election));
    return { fingerprint, largestBallot };
  },
  ballot({ election, code, choices, seed }) {
    const vote = readElection(bytes(election));
    const made = makeBallot(vote, secretOfCode(vote.uuid, code), choices, { randomness: drawsOf(seed) });
    return { raw: base64(made.raw), tracker: made.tracker };
  },
  openElection: ({ trustees, ...others }) =>
    text(writeElection({ ...others, public_key: group.text(electionKey(readTrustees(utf8(trustees)))) })),
  /** The archive of what was gathered, as far as it goes: its sums and its result are computed here. */
  async archive({ election, trustees, roll, ballots, ended = false, shares = {} }) {
    const writer = new ArchiveWriter(1_790_000_000);
    const vote = readElection(utf8(election));
    const parts = [writer.open(vote.raw, trustees, roll), ...ballots.map((each) => writer.ballot(bytes(each)))];
    if (ended) {
      parts.push(writer.end());
      const { count, contents } = await verifyArchive(blobSource(new Blob(parts)));
      parts.push(writer.count(sumsText(count.sums), count));
      const given = Object.entries(shares).map(([owner, share]) => [Number(owner), share]);
      parts.push(...given.map(([owner, share]) => writer.share(owner, share)));
      if (given.length) {
        const read = new Map(given.map(([owner, share]) => [owner, readShare(vote, utf8(share))]));
        const found = findResult(count, contents.trustees, owners(contents.trustees), read);
        parts.push(writer.result(resultText(found)));
      }
    }
    return base64(Buffer.concat(parts));
  },
  checkBallot: ({ election, ballot }) => checkBallot(readElection(bytes(election)), bytes(ballot)).credentialText,
  trusteeKey: ({ secret, seed }) => trusteesText([makeTrusteeKey(BigInt(secret), { randomness: drawsOf(seed) })]),
  certificate: ({ own, seed, ...place }) => ceremony.makeCertificate(own, place, { randomness: drawsOf(seed) }),
  polynomial: ({ certificates, own, seed }) =>
    ceremony.makePolynomial(certificates, own, { randomness: drawsOf(seed) }),
  vinputs: ({ certificates, polynomials }) => ceremony.makeVinputs(certificates, polynomials),
  voutput: ({ certificates, own, vinput, seed }) =>
    ceremony.makeVoutput(certificates, own, vinput, { randomness: drawsOf(seed) }),
  thresholdKeys({ certificates, polynomials, voutputs }) {
    const { trustee, letters } = ceremony.makeThresholdKeys(certificates, polynomials, voutputs);
    return { trustees: trusteesText([trustee]), letters };
  },
  shareOfLetter: async ({ own, letter }) => String(await ceremony.shareOfLetter(own, letter)),
  async decrypt({ archive, secret, seed }) {
    const { text, owner } = await shareOfArchive(sourceOf(archive), BigInt(secret), { randomness: drawsOf(seed) });
    return { text, owner };
  },
  async verify({ archive }) {
    const { refusals, contents } = await verifyArchive(sourceOf(archive));
    return { refusals, tip: contents?.tip, result: contents?.result, stage: contents?.stage };
  },
};

const answers = [];
for (const [name, given] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push(await CALLS[name](given));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    answers.push({ refused: error.refusal });
  }
}
process.stdout.write(JSON.stringify(answers));
