/** Chance is an argument everywhere: a function that, given n, returns a uniform integer in [0, n). */

import { numberOf } from "./hashing.js";

/** From the browser's own generator, by rejection: no draw is likelier than another. */
export function randomBelow(bound) {
  const bits = bound.toString(2).length;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (;;) {
    globalThis.crypto.getRandomValues(bytes);
    bytes[0] &= 0xff >> (8 * bytes.length - bits);
    const found = numberOf(bytes);
    if (found < bound) return found;
  }
}
