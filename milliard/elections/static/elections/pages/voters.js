/** The registrar's work, without the page: a list of voters, codes, and the public list of each election. */

import { credentialOfCode, newCode, rollText } from "../protocol/credentials.js";
import { randomBelow } from "../protocol/randomness.js";
import { readCsv } from "./csv.js";

/** Powers between two looks at the page: a twentieth of a second. */
const AT_ONCE = 300;

const HEADS = {
  number: /^(?:n[°o]?|num[eé]ro|number|id|identifiant)\.?$/i,
  name: /^(?:nom|name|nom complet|pr[eé]nom et nom)$/i,
  email: /^(?:e-?mail|courriel|mail|adresse e-?mail)$/i,
};

/**
 * Voters {number, name, email} of a table, in its order: by its first line if it names its columns, by position
 * (number, name, e-mail) otherwise.
 *
 * Returns {voters, problems}; a problem is {line, kind}: "empty", "number-twice", "email".
 */
export function readVoters(text) {
  const rows = readCsv(text);
  const placeOf = (pattern) => rows[0]?.findIndex((cell) => pattern.test(cell)) ?? -1;
  const places = Object.entries(HEADS).map(([key, pattern]) => [key, placeOf(pattern)]);
  const hasHead = places.some(([, place]) => place >= 0);
  const columns = hasHead ? Object.fromEntries(places) : { number: 0, name: 1, email: 2 };
  const seen = new Set();
  const problems = [];
  const voters = rows.slice(hasHead ? 1 : 0).map((row, index) => {
    const [number, name, email] = ["number", "name", "email"].map((key) => row[columns[key]] ?? "");
    const line = index + (hasHead ? 2 : 1);
    if (!number && !name && !email) problems.push({ line, kind: "empty" });
    if (number && seen.has(number)) problems.push({ line, kind: "number-twice" });
    if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) problems.push({ line, kind: "email" });
    seen.add(number);
    return { number, name, email };
  });
  return { voters, problems };
}

/** A code for each voter. */
export const giveCodes = (voters, randomness = randomBelow) =>
  voters.map((voter) => ({ ...voter, code: newCode(randomness) }));

/**
 * The public list of each election, as its archive will hold it: sorted, so that its order says nothing.
 *
 * An async generator of {done, total}, which returns {uuid: text}: there are as many powers to compute as voters
 * times elections.
 */
export async function* makeLists(codes, uuids) {
  const lists = {};
  const total = codes.length * uuids.length;
  let done = 0;
  for (const uuid of uuids) {
    const credentials = [];
    for (const code of codes) {
      credentials.push(credentialOfCode(uuid, code));
      done += 1;
      if (done % AT_ONCE === 0) yield { done, total };
    }
    lists[uuid] = rollText(credentials);
  }
  return lists;
}

/** What the platform imports: every list, each as the very text to publish. */
export const listsText = (lists) =>
  `${JSON.stringify({ kind: "milliard-public-credentials", version: 1, lists }, null, 1)}\n`;
