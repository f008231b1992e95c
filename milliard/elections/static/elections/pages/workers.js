/** Slices spread over workers, a bounded number of them at once. */

import { checkHere } from "../protocol/verification.js";
import { drawn } from "./elements.js";
import { startWorker } from "./start_worker.js";

const MOST_WORKERS = 8;

/** Without workers (some browsers refuse them to a local file), the page checks by itself, and breathes. */
async function* checkInPage(slices) {
  for await (const report of checkHere(slices)) {
    yield report;
    await drawn();
  }
}

/** A worker that answered once, or null. */
function tryWorker() {
  return new Promise((resolve) => {
    let worker;
    try {
      worker = startWorker();
    } catch {
      resolve(null);
      return;
    }
    worker.onerror = () => resolve(null);
    worker.onmessage = () => resolve(worker);
    worker.postMessage({ credentials: [], first: 0 });
  });
}

function check(worker, slice) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.report ? resolve(data.report) : reject(new Error(data.failure)));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(slice);
  });
}

/** A `mapSlices` for `verifyArchive`. */
export async function* checkInWorkers(slices) {
  const first = await tryWorker();
  if (!first) {
    yield* checkInPage(slices);
    return;
  }
  const count = Math.min(navigator.hardwareConcurrency || 2, MOST_WORKERS);
  const workers = [first, ...Array.from({ length: count - 1 }, startWorker)];
  const free = [...workers];
  const done = [];
  let failure = null;
  let wake = () => {};
  const change = () => new Promise((resolve) => (wake = resolve));
  const start = (worker, slice) =>
    check(worker, slice)
      .then((report) => done.push(report), (error) => (failure ??= error))
      .then(() => {
        free.push(worker);
        wake();
      });
  try {
    for await (const slice of slices) {
      while (!free.length) await change();
      if (failure) throw failure;
      yield* done.splice(0);
      start(free.pop(), slice);
    }
    while (free.length < workers.length) await change();
    if (failure) throw failure;
    yield* done;
  } finally {
    workers.forEach((worker) => worker.terminate());
  }
}
