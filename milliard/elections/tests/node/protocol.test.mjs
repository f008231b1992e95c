import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { auditText, checkAudit, checkBallot, makeBallot, trackerOf } from "../../static/elections/protocol/ballots.js";
import {
  checkCertificates, checkPolynomial, makeCertificate, makePolynomial, makeVinputs, makeVoutput, shareOfLetter,
} from "../../static/elections/protocol/ceremony.js";
import { isCode, newCode, secretOfCode, tidyCode } from "../../static/elections/protocol/credentials.js";
import { choiceOf, readElection, writeElection } from "../../static/elections/protocol/elections.js";
import * as group from "../../static/elections/protocol/group.js";
import { utf8 } from "../../static/elections/protocol/json.js";
import { newSeed } from "../../static/elections/protocol/letters.js";
import { randomBelow } from "../../static/elections/protocol/randomness.js";
import { refusalOf } from "../../static/elections/protocol/refusals.js";
import { verifyArchive } from "../../static/elections/protocol/verification.js";
import { NODE_MODULES } from "./packages.mjs";
import { choicesOf, holdCeremony, holdElection, QUESTIONS, sourceOf, WISHES } from "./whole_election.mjs";

const electionOf = (questions, secret = randomBelow(group.ORDER)) =>
  readElection(
    writeElection({
      uuid: "4Rb2dQhwVyLpcm",
      name: "Essai",
      description: "",
      public_key: group.text(group.basePower(secret)),
      questions,
    }),
  );

const codeOf = (call) => refusalOf(call)?.code ?? "";
const dice = (bound) => Number(randomBelow(BigInt(bound)));

test("powers agree with those of the package, at the edges too", () => {
  const element = group.basePower(randomBelow(group.ORDER));
  const table = new group.FixedBase(element);
  for (const exponent of [1n, 2n, 31n, 32n, 33n, group.ORDER - 1n, 2n ** 252n, randomBelow(group.ORDER)]) {
    const expected = element.multiply(exponent);
    assert.ok(group.same(table.power(exponent), expected));
    assert.ok(group.same(group.publicPower(element, exponent), expected));
    assert.ok(group.same(table.power(exponent - group.ORDER), expected));
  }
  for (const exponent of [0n, group.ORDER]) {
    assert.ok(group.isNeutral(table.power(exponent)));
    assert.ok(group.isNeutral(group.publicPower(element, exponent)));
    assert.ok(group.isNeutral(group.power(element, exponent)));
  }
});

test("one door: what is not canonical or not in the subgroup stays outside", () => {
  const element = group.basePower(randomBelow(group.ORDER));
  assert.ok(group.same(group.element(group.text(element)), element));
  assert.ok(group.isNeutral(group.element("0".repeat(63) + "1")));
  assert.equal(codeOf(() => group.key("0".repeat(63) + "1")), "bad-element");
  const orderTwo = "7f" + "ff".repeat(30) + "ec";
  const mixed = group.text(element.add(group.GENERATOR.constructor.fromBytes(Buffer.from(orderTwo, "hex").reverse())));
  const beyond = "7f" + "ff".repeat(30) + "ee"; // p + 1: another writing of 1
  const signed = "80" + "00".repeat(30) + "01"; // minus zero
  const wrong = [orderTwo, mixed, beyond, signed, group.text(element).toUpperCase(), "", "02", 7, null];
  for (const text of wrong) assert.equal(codeOf(() => group.element(text)), "bad-element", String(text));
  for (const text of ["", "-1", "01", "1.0", " 1", "1\n", String(group.ORDER), 1, null]) {
    assert.equal(codeOf(() => group.scalar(text)), "bad-scalar", String(text));
  }
  assert.equal(group.scalar(String(group.ORDER - 1n)), group.ORDER - 1n);
});

test("codes are read however a person writes them, and nothing else is", () => {
  const code = newCode();
  const letters = code.replaceAll("-", "");
  for (const typed of [code, letters, ` ${code} `, letters.replace(/(.{4})/g, "$1 "), code.replaceAll("-", "–")]) {
    assert.equal(tidyCode(typed), code);
  }
  for (const typed of ["", code.slice(1), `${code}1`, code.replace(/./, "0"), code.replace(/./, "l")]) {
    assert.ok(!isCode(tidyCode(typed)), typed);
  }
});

test("whatever is allowed is accepted, whatever is not makes no ballot", () => {
  for (let round = 0; round < 25; round += 1) {
    const answers = "abcd".slice(0, 1 + dice(4)).split("");
    const max = 1 + dice(answers.length);
    const min = dice(max + 1);
    const blank = [undefined, false, true][dice(3)];
    const election = electionOf([{ answers, max, min, question: "?", ...(blank === undefined ? {} : { blank }) }]);
    const [question] = election.questions;
    const isBlank = Boolean(blank) && dice(2) === 1;
    const chosen = isBlank ? [] : answers.map((_, index) => index).sort(() => dice(3) - 1).slice(0, min + dice(max - min + 1));
    const choice = choiceOf(question, chosen, { blank: isBlank });
    const ballot = makeBallot(election, 42n, [choice]);
    assert.equal(trackerOf(checkBallot(election, ballot.raw).raw), ballot.tracker);
    assert.ok(ballot.raw.length <= election.largestBallot);
    assert.deepEqual(checkAudit(election, utf8(auditText(election, ballot)), { seal: ballot.seal }), [choice]);
    const tooMany = answers.map((_, index) => index).slice(0, max + 1);
    if (tooMany.length > max) assert.equal(codeOf(() => choiceOf(question, tooMany)), "bad-choice");
    assert.equal(codeOf(() => choiceOf(question, [], { blank: !blank })), blank ? (min ? "bad-choice" : "") : "bad-choice");
    assert.equal(codeOf(() => makeBallot(election, 42n, [[...choice, 0]])), "bad-choice");
    assert.equal(codeOf(() => makeBallot(election, 42n, [choice.with(0, 2)])), "bad-choice");
  }
});

test("every leaf of a ballot is bound", () => {
  const election = electionOf(QUESTIONS.slice(1));
  const { raw } = makeBallot(election, 42n, [[0, 1, 0, 0]]);
  const leaves = [];
  const walk = (node, path) =>
    typeof node === "string" ? leaves.push(path) : Object.keys(node).forEach((key) => walk(node[key], [...path, key]));
  const text = Buffer.from(raw).toString();
  walk(JSON.parse(text), []);
  assert.equal(leaves.length, 3 + 8 + 16 + 6 + 4 + 3);
  for (const path of leaves) {
    const value = JSON.parse(text);
    const last = path.at(-1);
    const node = path.slice(0, -1).reduce((found, key) => found[key], value);
    const isElement = ["alpha", "beta", "credential"].includes(last);
    node[last] = isElement ? group.text(group.basePower(7n)) : ["challenge", "response"].includes(last) ? "7" : "x";
    assert.notEqual(codeOf(() => checkBallot(election, utf8(JSON.stringify(value)))), "", path.join("."));
  }
});

test("an audit that shows another choice, or another ballot, is found out", () => {
  const election = electionOf(QUESTIONS.slice(0, 1));
  const [one, other] = [makeBallot(election, 42n, [[1, 0, 0]]), makeBallot(election, 42n, [[0, 1, 0]])];
  const told = JSON.parse(auditText(election, one));
  told.openings[0] = [0, 1, 0].map((choice, index) => ({ ...told.openings[0][index], choice }));
  assert.equal(codeOf(() => checkAudit(election, utf8(JSON.stringify(told)))), "individual-proof");
  const swapped = { ...one, unsigned: other.unsigned };
  assert.equal(codeOf(() => checkAudit(election, utf8(auditText(election, swapped)))), "signature");
  assert.equal(codeOf(() => checkAudit(election, utf8(auditText(election, other)), { seal: one.seal })), "signature");
  assert.ok(!auditText(election, one).includes('"signature"'));
});

test("a whole election stands, here and for an independent verifier", async () => {
  const held = await holdElection({ shared: await holdCeremony(2, 3) });
  const { refusals, contents, count } = await verifyArchive(sourceOf(held.parts));
  assert.deepEqual(refusals, []);
  assert.equal(contents.ballots.length, 20);
  // The first voter's last ballot is the twentieth: number 19 of the wishes.
  const wishes = held.codes.map((_, index) => WISHES[(index || 19) % WISHES.length]);
  const expected = contents.election.questions.map((_, question) =>
    choicesOf(contents.election, wishes[0])[question].map((_, answer) =>
      held.codes.reduce((sum, _, voter) => sum + held.weights[voter] * choicesOf(contents.election, wishes[voter])[question][answer], 0),
    ),
  );
  assert.deepEqual(contents.result, expected);
  assert.equal(count.ballots, 19);

  const require = createRequire(NODE_MODULES);
  const check = require("sirona/dist/check.js").default;
  const { readAsArrayBuffer } = require("sirona/dist/Archive.js");
  const bytes = Buffer.concat(held.parts);
  const state = await check(await readAsArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
  assert.equal(state.ballots.length, 20);
  assert.deepEqual(state.result.result, expected);

  const { generate, toJSON } = require("sirona/dist/Ballot.js");
  const theirs = toJSON(generate(state.setup, held.codes[0], [[0, 0, 1], [1, 0, 0, 0]]), state.setup.election);
  const raw = utf8(JSON.stringify(theirs));
  assert.equal(checkBallot(contents.election, raw, { roll: contents.roll }).raw, raw);
});

const spoilBallot = (path, value) => (ballots) => {
  const found = JSON.parse(Buffer.from(ballots[4]).toString());
  const node = path.slice(0, -1).reduce((each, key) => each[key], found);
  node[path.at(-1)] = value;
  return ballots.with(4, utf8(JSON.stringify(found)));
};
const first = (text) => JSON.parse(text)[0];

const FORGERIES = {
  "credential-twice": { roll: (text) => JSON.stringify([...JSON.parse(text), first(text).split(",")[0]]) },
  unregistered: { roll: (text) => JSON.stringify(JSON.parse(text).slice(1)) },
  "bad-element": { roll: (text) => JSON.stringify(["7f" + "ff".repeat(30) + "ec", ...JSON.parse(text)]) },
  "trustee-proof": { trustees: (text) => text.replace(/"response":"\d+"/, '"response":"7"') },
  ceremony: { trustees: (text) => text.replace(/("signatures":\[\{"challenge":")\d+/, "$17") },
  "election-key": { key: (key) => group.multiply(key, group.GENERATOR) },
  "individual-proof": { ballots: spoilBallot(["answers", 0, "individual_proofs", 0, 0, "response"], "7"), also: "signature" },
  signature: { ballots: spoilBallot(["signature", "proof", "response"], "7") },
  "other-election": { ballots: spoilBallot(["election_hash"], "x") },
  "answer-shape": { ballots: spoilBallot(["answers", 0, "overall_proof"], []) },
  "bad-scalar": { ballots: spoilBallot(["signature", "proof", "response"], String(group.ORDER)) },
  "not-canonical": { ballots: (all) => all.with(4, utf8(Buffer.from(all[4]).toString().replace(":", ": "))) },
  "ballot-twice": { ballots: (all) => [...all, all[4]] },
  "tally-differs": { sums: (text) => text.replace(/"alpha":"[0-9a-f]{64}"/, `"alpha":"${group.text(group.basePower(7n))}"`) },
  "ballot-count": { head: ({ ballots, weight }) => ({ ballots: ballots + 1, weight }) },
  "total-weight": { head: ({ ballots, weight }) => ({ ballots, weight: weight + 1 }) },
  "share-proof": { share: (text) => text.replace(/"response":"\d+"/, '"response":"7"') },
  "result-differs": { result: ([row, ...rest]) => [row.with(0, row[0] + 1), ...rest] },
};

for (const [code, change] of Object.entries(FORGERIES)) {
  test(`refused, and named: ${code}`, async () => {
    const shared = code === "ceremony" ? await holdCeremony(2, 3) : null;
    const held = await holdElection({ voters: 10, questions: QUESTIONS.slice(0, 1), change, shared });
    const { stands, refusals } = await verifyArchive(sourceOf(held.parts));
    assert.ok(!stands);
    assert.ok(refusals.some((each) => [code, change.also].includes(each.code)), JSON.stringify(refusals));
    // A trustee decrypts nothing of an archive that does not stand.
    if (held.error) assert.ok(refusals.some((each) => each.code === held.error.code), held.error.message);
  });
}

test("bytes of an archive: cut, changed, moved, added", async () => {
  const { parts } = await holdElection({ voters: 10, questions: QUESTIONS.slice(0, 1) });
  const whole = Buffer.concat(parts);
  const changed = (offset, byte) => {
    const found = Buffer.from(whole);
    found[offset] ^= byte;
    return found;
  };
  const codesOf = async (bytes) => (await verifyArchive(sourceOf([bytes]))).refusals.map(({ code }) => code);
  assert.deepEqual(await codesOf(whole), []);
  assert.deepEqual(await codesOf(whole.subarray(0, whole.length - 100)), ["bad-tar"]);
  assert.deepEqual(await codesOf(changed(105, 1)), ["bad-tar"]);
  assert.deepEqual(await codesOf(changed(1024 + 512 + 5, 1)), ["bad-name"]);
  assert.deepEqual(await codesOf(changed(whole.length - 1, 1)), ["bad-tar"]);
  assert.deepEqual(await codesOf(Buffer.alloc(0)), ["bad-tar"]);
  const [opening, one, two, ...rest] = parts;
  assert.deepEqual(await codesOf(Buffer.concat([opening, two, one, ...rest])), ["bad-chain"]);
  assert.deepEqual(await codesOf(Buffer.concat([opening, two.subarray(0, two.indexOf("event.json") - 65), ...rest])), ["bad-tar"]);
});

test("fewer than ten ballots are decrypted by nobody", async () => {
  const { error } = await holdElection({ voters: 9, questions: QUESTIONS.slice(0, 1) });
  assert.equal(error.code, "too-few-ballots");
});

test("a share that is not what its sender published stops the ceremony, and so does another's letter", async () => {
  const seeds = [newSeed(), newSeed(), newSeed()];
  const certificates = seeds.map((seed, index) => makeCertificate(seed, { index: index + 1, threshold: 2, size: 3 }));
  assert.equal(checkCertificates(certificates), 2);
  const made = [];
  for (const seed of [...seeds, seeds[1]]) made.push(await makePolynomial(certificates, seed));
  const honest = made.slice(0, 3);
  const [vinput] = makeVinputs(certificates, honest);
  const read = JSON.parse(await makeVoutput(certificates, seeds[0], vinput));
  assert.ok(await shareOfLetter(seeds[0], read.private_key));
  // The second trustee's letter of another polynomial: well signed, and false.
  const other = JSON.parse(made[3]).secrets[0];
  const told = JSON.parse(vinput);
  told.secrets[1] = other;
  const stops = async (wrong, detail) =>
    assert.rejects(makeVoutput(certificates, seeds[0], JSON.stringify(wrong)), { code: "ceremony", detail });
  await stops(told, "secret 2");
  await stops({ ...told, secrets: JSON.parse(vinput).secrets.with(1, JSON.parse(made[1]).secrets[1]) }, "letter for somebody else");
  await stops({ ...told, secrets: JSON.parse(vinput).secrets.with(1, JSON.parse(made[2]).secrets[0]) }, "letter not signed by its sender");
  assert.throws(() => checkPolynomial(certificates, 1, made[1]), { code: "ceremony" });
  assert.throws(() => checkCertificates([certificates[1], certificates[0], certificates[2]]), { code: "ceremony" });
});

test("a letter or a certificate that is not what it should be stops the ceremony", async () => {
  await assert.rejects(holdCeremony(2, 3, ["1".repeat(22), "2".repeat(22), "0".repeat(22)]), { code: "ceremony" });
  await assert.rejects(holdCeremony(4, 3), { code: "ceremony" });
});
