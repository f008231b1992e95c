/**
 * The public archive of an election: a chain of events, each holding the hash of the one before it.
 *
 * Whoever keeps the last hash keeps the whole past. Read as a stream, within bounds: ballots stay in the file.
 */

import { readElection } from "./elections.js";
import { readRoll } from "./credentials.js";
import { digestBase64, digestHex } from "./hashing.js";
import { fields, integer, isObject, readJson, string, utf8, writeJson } from "./json.js";
import { RefusedError, within } from "./refusals.js";
import { readResult, readShare, readSums } from "./tally.js";
import { firstMember, member, TarReader } from "./tar.js";
import { owners, readTrustees } from "./trustees.js";

/** Bytes of the largest member before the election is known: a roll of 900,000 credentials. */
const LARGEST_MEMBER = 64 << 20;
const MOST_PENDING = 4;

/** Kinds of events, and what may come after each. */
const NEXT = {
  "": ["Setup"],
  Setup: ["Ballot", "EndBallots"],
  Ballot: ["Ballot", "EndBallots"],
  EndBallots: ["EncryptedTally"],
  EncryptedTally: ["PartialDecryption"],
  PartialDecryption: ["PartialDecryption", "Result"],
  Result: [],
};

/** Events with their contents, chain checked: {kind, height, digest, payload, content(digest), offset, end}. */
async function* eventsOf(reader) {
  let pending = new Map();
  let [last, height, offset, end] = ["", -1, 0, 0];
  for await (const each of reader) {
    end = each.end;
    if (!each.isEvent) {
      if (pending.has(each.digest) || pending.size === MOST_PENDING) {
        throw new RefusedError("stray-data", `byte ${each.offset}`);
      }
      pending.set(each.digest, each.raw);
      offset = each.offset;
      continue;
    }
    height += 1;
    const place = `event ${height}`;
    const event = within(place, () => readEvent(each.raw, last, height, pending));
    yield { ...event, height, place, digest: each.digest, offset, end };
    // What the payload does not name would be a channel beside the chain.
    if (event.contents.size) throw new RefusedError("stray-data", place);
    [last, pending] = [each.digest, new Map()];
  }
  if (pending.size) throw new RefusedError("stray-data", `byte ${end}`);
}

function readEvent(raw, last, height, pending) {
  const found = fields(readJson(raw), "parent?", "height", "type", "payload?");
  const kind = string(found.type);
  const chained = integer(found.height) === height && (found.parent ?? "") === last;
  if (!chained || Object.hasOwn(found, "parent") !== (last !== "")) throw new RefusedError("bad-chain");
  if (kind === "" || !Object.hasOwn(NEXT, kind)) throw new RefusedError("unsupported-event", "", kind.slice(0, 40));
  const contents = new Map(pending);
  /** What the payload names; each content may be asked once. */
  const content = (digest) => {
    const named = contents.get(digest);
    if (!named) throw new RefusedError("missing-data");
    contents.delete(digest);
    return named;
  };
  const payload = found.payload === undefined ? null : content(found.payload);
  return { kind, payload, content, contents };
}

/**
 * Read an archive: its form, its chain, the order of its events. Proofs are not checked.
 *
 * Returns {election, trustees, roll, ballots, count, shares, result, stage, tip}: `roll` and `shares` are Maps (by
 * credential, by owner), `ballots` are places {height, offset, size, credential, tracker, seal}, `tip` is {lastEvent,
 * height, timestamp, size}. `onProgress` is told how many bytes were read.
 */
export async function readArchive(source, { onProgress = () => {} } = {}) {
  const reader = new TarReader(source, LARGEST_MEMBER);
  const found = { ballots: [], count: null, shares: new Map(), result: null, stage: "", tip: null };
  const seen = new Set();
  for await (const event of eventsOf(reader)) {
    if (!NEXT[found.stage].includes(event.kind)) {
      const late = event.kind === "Ballot" && found.stage !== "";
      throw new RefusedError(late ? "ballot-after-end" : "event-order", event.place, event.kind);
    }
    within(event.place, () => HANDLERS[event.kind](found, event, seen));
    if (event.kind === "Setup") reader.largest = found.election.largestMember;
    found.stage = event.kind;
    found.tip = { lastEvent: event.digest, height: event.height, timestamp: reader.timestamp, size: event.end };
    onProgress(event.end);
  }
  if (!found.stage) throw new RefusedError("event-order", "", "no set-up");
  return found;
}

/** No payload is read as no JSON. */
const payloadOf = ({ payload }) => payload ?? new Uint8Array();

const HANDLERS = {
  Setup(found, event) {
    const value = fields(readJson(payloadOf(event)), "election", "trustees", "credentials");
    found.election = readElection(event.content(value.election));
    found.trustees = readTrustees(event.content(value.trustees));
    found.roll = readRoll(event.content(value.credentials));
  },

  Ballot(found, event, seen) {
    const raw = payloadOf(event);
    const value = readJson(raw, { limit: found.election.largestBallot });
    const tracker = digestBase64(raw);
    if (seen.has(tracker)) throw new RefusedError("ballot-twice");
    seen.add(tracker);
    const credential = string(isObject(value) ? value.credential : null);
    const seal = isObject(value.signature) ? String(value.signature.hash).slice(0, 64) : "";
    found.ballots.push({ height: event.height, offset: event.offset, size: raw.length, credential, tracker, seal });
  },

  EndBallots(_, { payload }) {
    if (payload !== null) throw new RefusedError("stray-data");
  },

  EncryptedTally(found, event) {
    const value = fields(readJson(payloadOf(event)), "num_tallied", "total_weight", "encrypted_tally");
    found.count = {
      sums: readSums(found.election, event.content(value.encrypted_tally)),
      ballots: integer(value.num_tallied),
      weight: integer(value.total_weight),
    };
  },

  PartialDecryption(found, event) {
    const value = fields(readJson(payloadOf(event)), "owner", "payload");
    const owner = integer(value.owner);
    if (owner < 1 || owner > owners(found.trustees).length) throw new RefusedError("share-owner");
    if (found.shares.has(owner)) throw new RefusedError("share-twice");
    found.shares.set(owner, readShare(found.election, event.content(value.payload)));
  },

  Result(found, event) {
    found.result = readResult(found.election, payloadOf(event));
  },
};

/** By credential, the height of the one ballot that counts: the last. */
export const countedHeights = (ballots) => new Map(ballots.map(({ credential, height }) => [credential, height]));

/**
 * Write an archive: each method returns the bytes to append.
 *
 * The platform's own archives are written by its server; this serves tests and whoever holds a vote by hand.
 */
export class ArchiveWriter {
  #last = "";
  #height = -1;

  constructor(timestamp) {
    this.timestamp = timestamp;
  }

  /** The beginning: header and set-up, from three texts. */
  open(election, trustees, roll) {
    const parts = [election, trustees, roll].map((part) => (typeof part === "string" ? utf8(part) : part));
    const [first, second, third] = parts.map(digestHex);
    const setup = writeJson({ election: first, trustees: second, credentials: third });
    return join([firstMember(this.timestamp), this.append("Setup", ...parts, setup)]);
  }

  /** One event; the last of `contents` is its payload, those before are what the payload names. */
  append(type, ...contents) {
    this.#height += 1;
    const parent = this.#last ? { parent: this.#last } : {};
    const payload = contents.length ? { payload: digestHex(contents.at(-1)) } : {};
    const event = writeJson({ ...parent, height: this.#height, type, ...payload });
    this.#last = digestHex(event);
    const data = contents.map((raw) => member(`${digestHex(raw)}.data.json`, raw, this.timestamp));
    return join([...data, member(`${this.#last}.event.json`, event, this.timestamp)]);
  }

  ballot(raw) {
    return this.append("Ballot", raw);
  }

  end() {
    return this.append("EndBallots");
  }

  count(sums, { ballots, weight }) {
    const raw = utf8(sums);
    const head = { num_tallied: ballots, total_weight: weight, encrypted_tally: digestHex(raw) };
    return this.append("EncryptedTally", raw, writeJson(head));
  }

  share(owner, share) {
    const raw = utf8(share);
    return this.append("PartialDecryption", raw, writeJson({ owner, payload: digestHex(raw) }));
  }

  result(text) {
    return this.append("Result", utf8(text));
  }
}

function join(parts) {
  const found = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    found.set(part, offset);
    offset += part.length;
  }
  return found;
}
