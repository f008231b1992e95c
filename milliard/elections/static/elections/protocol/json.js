/** JSON as the protocol writes it: compact, in one order, the same bytes when written again. */

import { RefusedError } from "./refusals.js";

/** Largest message read when its reader knows no better bound. */
export const MESSAGE_BYTES = 1 << 20;
export const LARGEST_INTEGER = 2 ** 31 - 1;

const encoder = new TextEncoder();
// A mark of byte order is no JSON: it must not be swallowed.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text) => encoder.encode(text);

export function textOf(raw) {
  try {
    return decoder.decode(raw);
  } catch {
    throw new RefusedError("not-canonical", "", "not UTF-8");
  }
}

/** Compact JSON, keys in the order given, U+007F escaped as Belenios does. */
export function jsonText(value) {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}

export const writeJson = (value) => utf8(jsonText(value));

/** Half of a surrogate pair alone, as JSON writes it: no UTF-8 can hold it. */
const HALF_PAIR = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/;

/** The value of `text`, refused when writing it again gives another text. */
export function parseCanonical(text) {
  let value;
  let again;
  try {
    value = JSON.parse(text);
    again = jsonText(value);
  } catch {
    throw new RefusedError("not-canonical", "", "not JSON");
  }
  if (again !== text || HALF_PAIR.test(text)) throw new RefusedError("not-canonical");
  return value;
}

/** The value of `raw` (Uint8Array), refused when too long or not canonical. */
export function readJson(raw, { limit = MESSAGE_BYTES } = {}) {
  if (raw.length > limit) throw new RefusedError("too-large", "", `${raw.length} > ${limit}`);
  return parseCanonical(textOf(raw));
}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** An object that has exactly these fields in this order; a name that ends with «?» may be absent. */
export function fields(value, ...names) {
  if (isObject(value)) {
    const expected = names
      .filter((name) => !name.endsWith("?") || Object.hasOwn(value, name.slice(0, -1)))
      .map((name) => name.replace("?", ""));
    const found = Object.keys(value);
    if (found.length === expected.length && found.every((name, index) => name === expected[index])) return value;
  }
  throw new RefusedError("bad-shape", "", `fields ${names.join(",")}`);
}

export function string(value) {
  if (typeof value !== "string") throw new RefusedError("bad-shape", "", "string");
  return value;
}

export function integer(value, { low = 0, high = LARGEST_INTEGER } = {}) {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RefusedError("bad-shape", "", `integer ${low}..${high}`);
  }
  return value;
}

export function items(value, count = null) {
  if (!Array.isArray(value) || (count !== null && value.length !== count)) {
    throw new RefusedError("bad-shape", "", count === null ? "list" : `list of ${count}`);
  }
  return value;
}
