import assert from "node:assert/strict";
import { test } from "node:test";

import { readCsv, writeCsv } from "../../static/elections/pages/csv.js";
import { giveCodes, makeLists, readVoters } from "../../static/elections/pages/voters.js";
import { credentialOfCode } from "../../static/elections/protocol/credentials.js";
import { newKey, readKey, readState } from "../../static/elections/protocol/trustee_steps.js";

test("a table is read as spreadsheets write it, and what is written is read back", () => {
  assert.deepEqual(readCsv("\ufeff1;\"Noë; dite \"\"N\"\"\";a@b.fr\r\n\r\n2;B;\r\n"), [
    ["1", 'Noë; dite "N"', "a@b.fr"],
    ["2", "B", ""],
  ]);
  assert.deepEqual(readCsv("1,A\n2,\"deux\nlignes\""), [["1", "A"], ["2", "deux\nlignes"]]);
  assert.deepEqual(readCsv("1\tA\tx"), [["1", "A", "x"]]);
  const rows = [["a", 'b"c'], ["d;e", "f\ng"]];
  assert.deepEqual(readCsv(writeCsv(rows)), rows);
  assert.match(writeCsv([["=1+1", "-2", "@x"]]), /"'=1\+1";"'-2";"'@x"/);
});

test("columns are found by their names, or by their places", () => {
  const expected = [{ number: "7", name: "Aïcha", email: "a@exemple.fr" }];
  for (const text of [
    "numéro;nom;e-mail\n7;Aïcha;a@exemple.fr",
    "E-mail,Nom,N°\na@exemple.fr,Aïcha,7",
    "7;Aïcha;a@exemple.fr",
  ]) {
    assert.deepEqual(readVoters(text), { voters: expected, problems: [] });
  }
  const { problems } = readVoters("numéro;nom;e-mail\n1;A;a@b.fr\n1;B;sans arobase");
  assert.deepEqual(problems, [{ line: 3, kind: "number-twice" }, { line: 3, kind: "email" }]);
});

test("a code a voter, a list a vote, and no link between lists", async () => {
  const voters = giveCodes([{ number: "1" }, { number: "2" }]);
  assert.notEqual(voters[0].code, voters[1].code);
  const uuids = ["4Rb2dQhwVyLpcm", "5Rb2dQhwVyLpcm"];
  const steps = makeLists(voters.map(({ code }) => code), uuids);
  let found = await steps.next();
  while (!found.done) found = await steps.next();
  for (const uuid of uuids) {
    assert.deepEqual(JSON.parse(found.value[uuid]), voters.map(({ code }) => credentialOfCode(uuid, code)).sort());
  }
  const [one, other] = uuids.map((uuid) => JSON.parse(found.value[uuid]));
  assert.ok(one.every((credential) => !other.includes(credential)));
});

test("a state and a key that are not are refused", () => {
  const state = { kind: "milliard-trustee-state", version: 1, step: "key", uuid: "4Rb2dQhwVyLpcm", name: "" };
  const key = newKey(readState(JSON.stringify(state)));
  assert.equal(readKey(key).uuid, state.uuid);
  for (const wrong of ["", "[]", "{}", key, JSON.stringify({ ...state, step: "other" }), JSON.stringify({ ...state, uuid: 1 })]) {
    assert.throws(() => readState(wrong), { code: "bad-shape" });
  }
  for (const wrong of ["", JSON.stringify(state)]) assert.throws(() => readKey(wrong), { code: "bad-shape" });
  assert.throws(() => readKey(key.replace(/"secret":"\d+"/, '"seed":"court"')), { code: "ceremony" });
});
