/** Checks the slices it is sent: the page stays alive, and all cores work. */

import { checkSlice } from "../protocol/verification.js";

addEventListener("message", ({ data }) => {
  try {
    postMessage({ report: checkSlice(data) });
  } catch (error) {
    postMessage({ failure: String(error) });
  }
});
