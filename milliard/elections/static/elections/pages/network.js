/** Reading what is public, and casting one ballot until somebody says that it arrived. */

import { trackerOf } from "../protocol/ballots.js";

/** Nobody is told who asks: no cookie, no address of the page. */
const PLAIN = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };
const PATIENCE_MS = 20_000;
const DELAYS_S = [1, 2, 4, 8, 15, 30];

export async function getBytes(address) {
  const answer = await fetch(address, PLAIN);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

export async function getBlob(address) {
  const answer = await fetch(address, PLAIN);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.blob();
}

export async function postJson(address, body) {
  return fetch(address, {
    ...PLAIN,
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    // Browsers of before 2022 wait as long as their network does.
    signal: AbortSignal.timeout?.(PATIENCE_MS),
  });
}

/** Some time, or less when the network comes back or the person asks. */
function pause(seconds, wake) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, 1000 * seconds);
    addEventListener("online", end);
    wake(end);
  });
}

/**
 * Send the same bytes until the ballot box answers: a lost answer and a lost question look alike from here, and
 * the box takes the same ballot twice for once.
 *
 * `onWaiting(seconds, tryNow)` is told of each lost try. Returns {accepted: true}, or {accepted: false, code, place,
 * message}: the box's own sentence, when it gives one.
 */
export async function castBallot(address, raw, { onWaiting = () => {}, onTrying = () => {} } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    onTrying(attempt);
    const answer = await postJson(address, raw).catch(() => null);
    const found = answer ? await judge(answer, raw) : null;
    if (found) return found;
    const seconds = DELAYS_S[Math.min(attempt, DELAYS_S.length - 1)];
    await pause(seconds, (tryNow) => onWaiting(seconds, tryNow));
  }
}

/** What an answer means; null when it means «later». */
async function judge(answer, raw) {
  if ([408, 425, 429].includes(answer.status) || answer.status >= 500) return null;
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) {
    const differs = typeof told?.tracker === "string" && told.tracker !== trackerOf(raw);
    return differs ? { accepted: false, code: "other-ballot" } : { accepted: true };
  }
  // Already there, bytes for bytes: an earlier try had arrived.
  if (told?.code === "ballot-twice") return { accepted: true };
  const [code, place, message] = ["code", "place", "message"].map((name) => String(told?.[name] ?? ""));
  return { accepted: false, code: code || `http-${answer.status}`, place, message };
}
