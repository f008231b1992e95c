/**
 * The group of the protocol named «Ed25519»: the subgroup of prime order of the curve edwards25519.
 *
 * Points are added and decoded by @noble/ed25519. Here stand: the one door by which an element or an exponent
 * comes in (`element`, `key`, `scalar`), which checks canonical encoding and membership of the subgroup, and
 * the ways of raising to a power that its own multiplication does not offer:
 *
 * - `FixedBase`: a table for an element raised many times, with the same number of additions whatever the
 *   exponent; secret exponents pass through it, or through noble's own regular multiplication;
 * - `PublicPowers`: many powers of one element share the doublings, and the check of the subgroup is one of
 *   them. Its time depends on the exponents: only what is public passes there.
 *
 * The group is written multiplicatively, as the protocol does. An element is written as its 32 bytes of
 * RFC 8032, reversed, in hexadecimal.
 */

import { Point } from "../noble/ed25519.js";
import { bytesOfHex, hex, numberOf, sha256 } from "./hashing.js";
import { RefusedError } from "./refusals.js";

export const GROUP_NAME = "Ed25519";
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
export const NEUTRAL = Point.ZERO;
export const GENERATOR = Point.BASE;
export const ELEMENT_DIGITS = 64;
export const SCALAR_DIGITS = ORDER.toString().length;

const BITS = 253;

export function reduce(exponent) {
  const found = exponent % ORDER;
  return found < 0n ? found + ORDER : found;
}

export const multiply = (one, other) => one.add(other);
export const divide = (one, other) => one.add(other.negate());
export const product = (elements) => elements.reduce(multiply, NEUTRAL);
export const isNeutral = (element) => element.is0();
export const same = (one, other) => one.equals(other);

/** Digits of `exponent` in base 2^width, least first, each in (-2^(width-1), 2^(width-1)]. */
function signedDigits(exponent, width, count) {
  const digits = new Int16Array(count);
  const base = 1 << width;
  const mask = BigInt(base - 1);
  const bits = BigInt(width);
  let rest = exponent;
  let carry = 0;
  for (let index = 0; index < count; index += 1) {
    let digit = Number(rest & mask) + carry;
    carry = digit > base >> 1 ? 1 : 0;
    digits[index] = digit - carry * base;
    rest >>= bits;
  }
  return digits;
}

/** An element made ready to be raised many times: 1,376 additions to prepare, 43 for each power. */
export class FixedBase {
  static #WIDTH = 6;
  static #COUNT = Math.ceil((BITS + 1) / FixedBase.#WIDTH);

  #rows = null;

  constructor(element) {
    this.element = element;
  }

  power(exponent) {
    this.#rows ??= this.#prepare();
    const digits = signedDigits(reduce(exponent), FixedBase.#WIDTH, FixedBase.#COUNT);
    let found = NEUTRAL;
    for (let index = 0; index < digits.length; index += 1) {
      const digit = digits[index];
      // A null digit adds the neutral element: as many additions for every exponent.
      const part = this.#rows[index][Math.abs(digit)];
      found = found.add(digit < 0 ? part.negate() : part);
    }
    return found;
  }

  #prepare() {
    const rows = [];
    let step = this.element;
    for (let index = 0; index < FixedBase.#COUNT; index += 1) {
      const row = [NEUTRAL];
      for (let digit = 1; digit <= 1 << (FixedBase.#WIDTH - 1); digit += 1) row.push(row[digit - 1].add(step));
      rows.push(row);
      step = row[1 << (FixedBase.#WIDTH - 1)].double();
    }
    return rows;
  }
}

const GENERATOR_POWERS = new FixedBase(GENERATOR);

/** The generator to any power. */
export const basePower = (exponent) => GENERATOR_POWERS.power(exponent);

/** `element` to any power, secret or not. */
export function power(element, exponent) {
  const reduced = reduce(exponent);
  if (reduced === 0n || element.is0()) return NEUTRAL;
  return element.multiply(reduced);
}

/** Powers of one element to public exponents: 252 doublings once, then about 80 additions for each. */
export class PublicPowers {
  static #WIDTH = 4;
  static #COUNT = Math.ceil((BITS + 1) / PublicPowers.#WIDTH);
  static #known = new WeakMap();

  #steps = [];

  constructor(element) {
    let step = element;
    for (let index = 0; index < PublicPowers.#COUNT; index += 1) {
      this.#steps.push(step);
      if (index + 1 < PublicPowers.#COUNT) step = step.double().double().double().double();
    }
  }

  /** Those of `element`, kept as long as it is. */
  static of(element) {
    let found = PublicPowers.#known.get(element);
    if (!found) {
      found = new PublicPowers(element);
      PublicPowers.#known.set(element, found);
    }
    return found;
  }

  power(exponent) {
    return this.#times(reduce(exponent));
  }

  isInSubgroup() {
    return this.#times(ORDER).is0();
  }

  #times(exponent) {
    const digits = signedDigits(exponent, PublicPowers.#WIDTH, PublicPowers.#COUNT);
    const buckets = new Array((1 << (PublicPowers.#WIDTH - 1)) + 1).fill(null);
    digits.forEach((digit, index) => {
      if (!digit) return;
      const step = digit < 0 ? this.#steps[index].negate() : this.#steps[index];
      const rank = Math.abs(digit);
      buckets[rank] = buckets[rank] ? buckets[rank].add(step) : step;
    });
    // The bucket of rank k counts k times: it is in k of the running sums.
    let running = NEUTRAL;
    let found = NEUTRAL;
    for (let rank = buckets.length - 1; rank > 0; rank -= 1) {
      if (buckets[rank]) running = running.add(buckets[rank]);
      found = found.add(running);
    }
    return found;
  }
}

export const publicPower = (element, exponent) => PublicPowers.of(element).power(exponent);

/** How an element is written. */
export function text(element) {
  return hex(element.toBytes().reverse());
}

/** The element written `value`: canonical, and in the subgroup of prime order. */
export function element(value) {
  const bytes = typeof value === "string" && value.length === ELEMENT_DIGITS ? bytesOfHex(value) : null;
  if (bytes) {
    let found = null;
    try {
      found = Point.fromBytes(bytes.reverse());
    } catch {
      // Not a point, or not its canonical encoding.
    }
    if (found && PublicPowers.of(found).isInSubgroup()) return found;
  }
  throw new RefusedError("bad-element");
}

/** An element that can be somebody's public key: the neutral element is nobody's. */
export function key(value) {
  const found = element(value);
  if (found.is0()) throw new RefusedError("bad-element", "", "neutral element as a key");
  return found;
}

/** The exponent written `value` in base 10, without leading zeros and below the order. */
export function scalar(value) {
  if (typeof value === "string" && value.length <= SCALAR_DIGITS && /^(?:0|[1-9][0-9]*)$/.test(value)) {
    const found = BigInt(value);
    if (found < ORDER) return found;
  }
  throw new RefusedError("bad-scalar");
}

/** SHA-256 of `prefix` and the elements, as a big-endian number modulo the order. */
export function challenge(prefix, elements) {
  return numberOf(sha256(prefix + elements.map(text).join(","))) % ORDER;
}

/** g^response · element^challenge: what every proof of this protocol is checked with. */
export function commitment(response, base, given) {
  return multiply(basePower(response), publicPower(base, given));
}
