/**
 * What is refused: one code for each reason, and the place where it was met.
 *
 * Codes are those of the server's engine: both verifiers say the same of the same archive.
 */

export const REFUSAL_CODES = Object.freeze([
  // Any message
  "too-large", "not-canonical", "bad-shape", "bad-scalar", "bad-element",
  // The archive
  "bad-tar", "bad-name", "bad-chain", "missing-data", "stray-data", "event-order", "unsupported-event",
  "not-an-extension",
  // The set-up
  "unknown-version", "unknown-group", "unsupported-question", "bad-question", "bad-credential",
  "credential-twice", "trustee-proof", "ceremony", "election-key",
  // A ballot
  "bad-code", "bad-choice", "other-election", "unregistered", "answer-shape", "individual-proof",
  "overall-proof", "blank-proof", "signature", "ballot-twice", "ballot-after-end",
  // The count
  "tally-differs", "ballot-count", "total-weight", "too-few-ballots", "share-owner", "share-twice",
  "share-proof", "share-missing", "result-differs",
]);

export class RefusedError extends Error {
  constructor(code, place = "", detail = "") {
    super([code, place, detail].filter(Boolean).join(" "));
    this.name = "RefusedError";
    this.code = code;
    this.place = place;
    this.detail = detail;
  }

  /** The same refusal seen from outside: `place` comes before its own place. */
  within(place) {
    return new RefusedError(this.code, this.place ? `${place}/${this.place}` : place, this.detail);
  }

  get refusal() {
    return { code: this.code, place: this.place, detail: this.detail };
  }
}

/** What `call` returns; its refusals are seen from `place`. */
export function within(place, call) {
  try {
    return call();
  } catch (error) {
    throw error instanceof RefusedError ? error.within(place) : error;
  }
}

/** The refusal that `call` throws, or null; anything else that is thrown passes. */
export function refusalOf(call) {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}
