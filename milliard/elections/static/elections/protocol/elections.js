/** What is voted on: questions, the election's public description, its fingerprint. */

import { isUuid } from "./credentials.js";
import { VERSION } from "./formulas.js";
import * as group from "./group.js";
import { digestBase64 } from "./hashing.js";
import { fields, integer, isObject, items, readJson, string, writeJson } from "./json.js";
import { EncryptionKey } from "./proofs.js";
import { RefusedError, within } from "./refusals.js";

/** Most answers of one question, and most questions of one election. */
export const MOST_ANSWERS = 500;

const PROOF_BYTES = '{"challenge":"","response":""},'.length + 2 * group.SCALAR_DIGITS;
const CHOICE_BYTES = '{"alpha":"","beta":""},[],'.length + 2 * group.ELEMENT_DIGITS + 2 * PROOF_BYTES;

/** How many ciphertexts answer a question: one an answer, and one before them for blank. */
export const lengthOf = (question) => question.answers.length + (question.blank ? 1 : 0);

/**
 * The election of a published description.
 *
 * Returns {raw, fingerprint, uuid, name, description, administrator?, credentialAuthority?, key, questions,
 * largestBallot, largestMember}; a question is {text, answers, min, max, blank}.
 */
export function readElection(raw) {
  const names = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
  const found = fields(readJson(raw), ...names, "administrator?", "credential_authority?");
  checkVersion(integer(found.version));
  if (string(found.group) !== group.GROUP_NAME) throw new RefusedError("unknown-group", "", found.group.slice(0, 40));
  const key = new EncryptionKey(group.key(found.public_key));
  if (!isUuid(string(found.uuid))) throw new RefusedError("bad-shape", "election", "uuid");
  const questions = items(found.questions).map((value, index) => within(`question ${index}`, () => question(value)));
  if (!questions.length || questions.length > MOST_ANSWERS) {
    throw new RefusedError("bad-question", "election", "number of questions");
  }
  const largestBallot = questions.reduce(
    (sum, { answers, blank, min, max }) =>
      sum + 100 + lengthOf({ answers, blank }) * CHOICE_BYTES + (max - min + 4) * PROOF_BYTES,
    400 + 2 * PROOF_BYTES + group.ELEMENT_DIGITS + found.uuid.length,
  );
  return Object.freeze({
    raw,
    fingerprint: digestBase64(raw),
    uuid: found.uuid,
    name: string(found.name),
    description: string(found.description),
    administrator: found.administrator === undefined ? null : string(found.administrator),
    credentialAuthority: found.credential_authority === undefined ? null : string(found.credential_authority),
    key,
    questions,
    /** Length in bytes that no ballot exceeds, and that nothing exceeds after the set-up. */
    largestBallot,
    largestMember: Math.max(largestBallot, 1 << 16),
  });
}

export function checkVersion(version) {
  if (version !== VERSION) throw new RefusedError("unknown-version", "", String(version).slice(0, 20));
}

function question(value) {
  if (isObject(value) && "type" in value) {
    throw new RefusedError("unsupported-question", "", String(value.type).slice(0, 40));
  }
  const found = fields(value, "answers", "blank?", "min", "max", "question");
  if (found.blank !== undefined && typeof found.blank !== "boolean") {
    throw new RefusedError("bad-shape", "", "blank");
  }
  const answers = items(found.answers).map(string);
  const { min, max } = { min: integer(found.min), max: integer(found.max) };
  if (!answers.length || answers.length > MOST_ANSWERS) throw new RefusedError("bad-question", "", "answers");
  if (min > max || max > answers.length || !max) throw new RefusedError("bad-question", "", "bounds");
  return Object.freeze({ text: string(found.question), answers, min, max, blank: found.blank === true });
}

/** Bytes of a description; `value` has the fields of the protocol, in any order. */
export function writeElection(value) {
  const questions = value.questions.map(({ answers, blank, min, max, question: text }) => ({
    answers,
    ...(blank === undefined ? {} : { blank }),
    min,
    max,
    question: text,
  }));
  const optional = ["administrator", "credential_authority"].filter((name) => value[name] !== undefined);
  return writeJson({
    version: VERSION,
    description: value.description,
    name: value.name,
    group: group.GROUP_NAME,
    public_key: value.public_key,
    questions,
    uuid: value.uuid,
    ...Object.fromEntries(optional.map((name) => [name, value[name]])),
  });
}

/**
 * Zeros and ones, blank first where offered, for the answers at these positions or for a blank vote.
 *
 * Refused (`bad-choice`): too few, too many, a position that does not exist or comes twice, a blank vote that is
 * not offered or chooses something.
 */
export function choiceOf({ answers, min, max, blank: offered }, positions, { blank = false } = {}) {
  const chosen = new Set(positions);
  const known = [...chosen].every((position) => Number.isInteger(position) && position in answers);
  const counted = blank ? offered && chosen.size === 0 : chosen.size >= min && chosen.size <= max;
  if (chosen.size !== positions.length || !known || !counted) throw new RefusedError("bad-choice");
  const found = answers.map((_, index) => (chosen.has(index) ? 1 : 0));
  return offered ? [blank ? 1 : 0, ...found] : found;
}

/** Refuse (`bad-choice`) zeros and ones that `choiceOf` would not give. */
export function checkChoice(question, choice) {
  const positions = choice.slice(question.blank ? 1 : 0).flatMap((each, index) => (each === 1 ? [index] : []));
  const expected = choiceOf(question, positions, { blank: question.blank && choice[0] === 1 });
  if (expected.length !== choice.length || expected.some((each, index) => each !== choice[index])) {
    throw new RefusedError("bad-choice");
  }
}
