/** SHA-256 in the three forms the protocol uses. */

import { sha256 as digest } from "../noble/sha2.js";
import { utf8 } from "./json.js";

/** SHA-256 of bytes, or of a text in UTF-8. */
export const sha256 = (value) => digest(typeof value === "string" ? utf8(value) : value);

export function hex(bytes) {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Bytes of an even number of lower-case hexadecimal digits; null when it is not that. */
export function bytesOfHex(text) {
  if (typeof text !== "string" || !/^(?:[0-9a-f]{2})+$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}

/** How the archive names what it holds. */
export const digestHex = (raw) => hex(sha256(raw));

/** Base64 without padding: fingerprints and trackers. */
export function digestBase64(raw) {
  return btoa(String.fromCharCode(...sha256(raw))).replace(/=+$/, "");
}

/** Bytes as one big-endian number. */
export const numberOf = (bytes) => BigInt(`0x${hex(bytes)}`);
