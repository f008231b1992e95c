/**
 * The container of an archive: an old tar whose every byte follows from names, contents and one time.
 *
 * No end blocks, so that appending is writing after the last byte. Members are `BELENIOS`, then
 * `<sha256>.data.json` and `<sha256>.event.json`.
 */

import { checkVersion } from "./elections.js";
import { digestHex } from "./hashing.js";
import { fields, readJson, string, utf8, writeJson } from "./json.js";
import { VERSION } from "./formulas.js";
import { RefusedError } from "./refusals.js";

const BLOCK = 512;
const FIRST = "BELENIOS";
const NAME = /^([0-9a-f]{64})\.(data|event)\.json$/;
const TIMESTAMP = /^(?:0|[1-9][0-9]{0,9})$/;
const SIZE = /^[0-7]{11}\0$/;

/** Longest event; the header of the archive is shorter. */
const EVENT_BYTES = 1024;

const WINDOW = 1 << 20;

/** Bytes of a Blob or a File at any place, read by large pieces. */
export function blobSource(blob) {
  let start = 0;
  let held = new Uint8Array();
  return {
    size: blob.size,
    async read(offset, length) {
      const end = Math.min(offset + length, blob.size);
      if (offset < start || end > start + held.length) {
        start = offset;
        held = new Uint8Array(await blob.slice(offset, Math.max(end, offset + WINDOW)).arrayBuffer());
      }
      return held.slice(offset - start, end - start);
    },
  };
}

const padding = (size) => (BLOCK - (size % BLOCK)) % BLOCK;
const octal = (number, digits) => number.toString(8).padStart(digits, "0");

function headerOf(name, size, timestamp) {
  const before = `${name.padEnd(100, "\0")}0000644\0${"0000000\0".repeat(2)}${octal(size, 11)}\0${octal(timestamp, 11)}\0`;
  const after = "0".padEnd(BLOCK - 156, "\0");
  const sum = [...before, ...after].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  // The checksum counts its own field as eight spaces.
  return utf8(`${before}${octal(sum + 8 * 32, 6)}\0 ${after}`);
}

/** One member: header, content, zeros up to a whole block. */
export function member(name, raw, timestamp) {
  const found = new Uint8Array(BLOCK + raw.length + padding(raw.length));
  found.set(headerOf(name, raw.length, timestamp));
  found.set(raw, BLOCK);
  return found;
}

/** What an archive begins with. */
export const firstMember = (timestamp) =>
  member(FIRST, writeJson({ version: VERSION, timestamp: String(timestamp) }), timestamp);

const sameBytes = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Refuse (`not-an-extension`) an archive that does not start with all the bytes of an older one. */
export async function checkExtends(older, newer) {
  for (let offset = 0; offset < older.size; offset += WINDOW) {
    const expected = await older.read(offset, WINDOW);
    if (!sameBytes(expected, await newer.read(offset, expected.length))) {
      throw new RefusedError("not-an-extension", `byte ${offset}`);
    }
  }
}

/**
 * Members after the first, one at a time: {digest, isEvent, raw, offset, end}.
 *
 * Refused: `bad-tar` (a header that is not byte for byte what it should be, a cut member), `bad-name` (a content
 * that is not the one its name says), `too-large`, `unknown-version`.
 */
export class TarReader {
  constructor(source, largest) {
    this.source = source;
    /** Bytes allowed for the next members. */
    this.largest = largest;
    this.timestamp = 0;
  }

  async *[Symbol.asyncIterator]() {
    let offset = await this.#first();
    while (offset < this.source.size) {
      const place = `byte ${offset}`;
      const header = await this.source.read(offset, BLOCK);
      const { name, size } = nameAndSize(header, offset);
      const known = NAME.exec(name);
      if (!known) throw new RefusedError("bad-name", place);
      const isEvent = known[2] === "event";
      const limit = isEvent ? EVENT_BYTES : this.largest;
      if (size > limit) throw new RefusedError("too-large", place, `${size} > ${limit}`);
      if (!sameBytes(header, headerOf(name, size, this.timestamp))) throw new RefusedError("bad-tar", place);
      const raw = await this.#read(offset + BLOCK, size, place);
      const zeros = await this.#read(offset + BLOCK + size, padding(size), place);
      if (zeros.some((byte) => byte)) throw new RefusedError("bad-tar", place, "padding");
      if (digestHex(raw) !== known[1]) throw new RefusedError("bad-name", place, known[1]);
      const start = offset + BLOCK;
      offset = start + size + padding(size);
      yield { digest: known[1], isEvent, raw, offset: start, end: offset };
    }
  }

  async #first() {
    const header = await this.source.read(0, BLOCK);
    const { name, size } = nameAndSize(header, 0);
    if (name !== FIRST || size > EVENT_BYTES) throw new RefusedError("bad-tar", "byte 0", "no header of an archive");
    const body = await this.#read(BLOCK, size, "byte 0");
    const found = fields(readJson(body), "version", "timestamp");
    checkVersion(found.version);
    if (!TIMESTAMP.test(string(found.timestamp))) throw new RefusedError("bad-shape", "", "timestamp");
    this.timestamp = Number(found.timestamp);
    const whole = await this.#read(0, BLOCK + size + padding(size), "byte 0");
    if (!sameBytes(whole, member(FIRST, body, this.timestamp))) throw new RefusedError("bad-tar", "byte 0");
    return whole.length;
  }

  async #read(offset, size, place) {
    const raw = await this.source.read(offset, size);
    if (raw.length !== size) throw new RefusedError("bad-tar", place, "cut");
    return raw;
  }
}

function nameAndSize(header, offset) {
  const letters = String.fromCharCode(...header);
  const size = letters.slice(124, 136);
  if (header.length !== BLOCK || !SIZE.test(size)) throw new RefusedError("bad-tar", `byte ${offset}`);
  return { name: letters.slice(0, 100).replace(/\0+$/, ""), size: Number.parseInt(size, 8) };
}
