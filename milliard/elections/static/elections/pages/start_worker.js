/** How the worker starts when modules are served; the pages in one file have their own way. */

export const startWorker = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
