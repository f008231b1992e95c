/**
 * Verify an archive from a terminal, with the published folder and Node alone.
 *
 *     node verify.mjs VOTE.bel [OLDER.bel]
 *
 * One line a refusal: code, place, detail. 0: it stands; 1: it does not; 2: no file.
 */

import { openAsBlob } from "node:fs";

import { blobSource, checkExtends } from "./protocol/tar.js";
import { verifyArchive } from "./protocol/verification.js";

const [file, older] = process.argv.slice(2);

async function main() {
  const source = blobSource(await openAsBlob(file));
  const { refusals, contents, count } = await verifyArchive(source);
  const before = older ? blobSource(await openAsBlob(older)) : null;
  if (before) await checkExtends(before, source).catch(({ refusal }) => refusals.push(refusal));
  for (const { code, place, detail } of refusals) console.log([code, place, detail].filter(Boolean).join(" "));
  if (contents) {
    const { election, stage, tip, result } = contents;
    const { fingerprint } = election;
    const { ballots, weight } = count;
    console.log(JSON.stringify({ fingerprint, stage, lastEvent: tip.lastEvent, ballots, weight, result }));
  }
  process.exitCode = refusals.length ? 1 : 0;
}

main().catch((error) => {
  console.error(String(error.message ?? error));
  process.exitCode = 2;
});
