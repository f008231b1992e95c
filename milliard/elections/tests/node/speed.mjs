/** Times of one core of Node, in ms, beside those of sirona for the same ballots: JSON on stdout. */

import { createRequire } from "node:module";

import { checkBallot, makeBallot } from "../../static/elections/protocol/ballots.js";
import { credentialOfCode, newCode, rollText, secretOfCode } from "../../static/elections/protocol/credentials.js";
import { choiceOf, readElection, writeElection } from "../../static/elections/protocol/elections.js";
import * as group from "../../static/elections/protocol/group.js";
import { randomBelow } from "../../static/elections/protocol/randomness.js";
import { makeTrusteeKey, trusteesText } from "../../static/elections/protocol/trustees.js";
import { ArchiveWriter } from "../../static/elections/protocol/archive.js";
import { NODE_MODULES } from "./packages.mjs";

const require = createRequire(NODE_MODULES);
const { readAsArrayBuffer } = require("sirona/dist/Archive.js");
const load = require("sirona/dist/load.js").default;
const { generate, verify } = require("sirona/dist/Ballot.js");

const TIMES = 5;
const UUID = "4Rb2dQhwVyLpcm";
const one = (answers, question) => ({ answers, min: 1, max: 1, question });
const KINDS = {
  motion: [[one(["Pour", "Contre", "Abstention"], "?")], [[0]]],
  judgment: [Array.from({ length: 5 }, () => one([..."abcdef"], "?")), [[0], [1], [2], [3], [5]]],
};

function median(action) {
  action();
  const times = Array.from({ length: TIMES }, () => {
    const started = performance.now();
    action();
    return performance.now() - started;
  });
  return times.sort((less, more) => less - more)[TIMES >> 1];
}

const measured = {};
for (const [name, [questions, wishes]] of Object.entries(KINDS)) {
  const secret = randomBelow(group.ORDER);
  const key = makeTrusteeKey(secret);
  const election = readElection(
    writeElection({ uuid: UUID, name: "", description: "", public_key: group.text(key.publicKey), questions }),
  );
  const code = newCode();
  const choices = election.questions.map((question, index) => choiceOf(question, wishes[index]));
  const voter = secretOfCode(UUID, code);
  const { raw } = makeBallot(election, voter, choices);
  const writer = new ArchiveWriter(1_790_000_000);
  const opening = writer.open(election.raw, trusteesText([key]), rollText([credentialOfCode(UUID, code)]));
  const { setup } = load(await readAsArrayBuffer(opening.buffer));
  const theirs = JSON.parse(Buffer.from(raw).toString());
  measured[name] = {
    bytes: raw.length,
    make: median(() => makeBallot(election, voter, choices)),
    check: median(() => checkBallot(election, raw)),
    peerCheck: median(() => verify(setup, theirs)),
    // Their maker verifies what it made.
    peerMake: median(() => generate(setup, code, choices)) - median(() => verify(setup, theirs)),
  };
}
process.stdout.write(JSON.stringify(measured));
