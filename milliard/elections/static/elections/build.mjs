/**
 * What is published of this folder, and its hash.
 *
 *     node build.mjs            write manifest.json and KEPT again, print the hash to publish
 *     node build.mjs --check    the same without writing; 1 when they say otherwise
 *     node build.mjs FOLDER     put everything there, for any host; in single/, pages in one file each,
 *                               which open from a disk or a USB key
 *
 * manifest.json gives the SHA-256 of each file; the published hash is the SHA-256 of manifest.json.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const NODE_MODULES = join(HERE, "../../../../node_modules");
const PAGES = ["booth", "verify", "trustee", "registrar"];
const MANIFEST = "manifest.json";
/** Built here and kept here: the site gives it as it is, to be saved and opened without a network. */
const KEPT = "single/registrar.html";

const packages = JSON.parse(readFileSync(join(HERE, "packages.json"), "utf8"));
const sha256 = (content, encoding = "hex") => createHash("sha256").update(content).digest(encoding);

/** A package's file as the site serves it: without the address of its source map. */
const served = (source) =>
  readFileSync(join(NODE_MODULES, source), "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, "");

function files() {
  const own = readdirSync(HERE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(HERE, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((name) => name !== MANIFEST);
  const found = new Map(own.map((name) => [name, readFileSync(join(HERE, name), "utf8")]));
  for (const [name, source] of Object.entries(packages)) found.set(name, served(source));
  for (const page of PAGES) found.set(`single/${page}.html`, singlePage(page));
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Modules and packages in one script, readable: it is meant to be looked at. */
function bundled(entry, replaced = {}) {
  const resolving = {
    name: "served",
    setup(build) {
      build.onResolve({ filter: /\/noble\/\w+\.js$/ }, ({ path }) => ({
        path: join(NODE_MODULES, packages[path.slice(path.indexOf("noble/"))]),
      }));
      build.onLoad({ filter: /start_worker\.js$/ }, () => ({ contents: replaced.startWorker }));
    },
  };
  return esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [join(HERE, "pages", `${entry}.js`)],
    bundle: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
    write: false,
    plugins: [resolving],
  });
}

const scripts = new Map();

async function bundleAll() {
  const [worker] = (await bundled("worker")).outputFiles;
  const startWorker = `
    const address = URL.createObjectURL(new Blob([${JSON.stringify(worker.text)}], { type: "text/javascript" }));
    export const startWorker = () => new Worker(address);
  `;
  for (const page of PAGES) scripts.set(page, (await bundled(page, { startWorker })).outputFiles[0].text);
}

/** A page with its style and its script inside, allowed by their hashes alone. */
function singlePage(page) {
  const style = readFileSync(join(HERE, "elections.css"), "utf8");
  const script = scripts.get(page).replaceAll("</script", "<\\/script");
  return readFileSync(join(HERE, `${page}.html`), "utf8")
    .replace("script-src 'self'", `script-src 'sha256-${sha256(script, "base64")}'`)
    .replace("style-src 'self'", `style-src 'sha256-${sha256(style, "base64")}'`)
    .replace('<link rel="stylesheet" href="elections.css">', () => `<style>${style}</style>`)
    .replace(/<script type="module".*<\/script>\n/, "")
    .replace("</body>", () => `<script>${script}</script>\n</body>`);
}

await bundleAll();
const found = files();
const hashes = Object.fromEntries([...found].map(([name, content]) => [name, sha256(content)]));
const manifest = `${JSON.stringify({ version: 1, files: hashes }, null, 1)}\n`;
const [argument] = process.argv.slice(2);
if (argument === "--check") {
  const kept = [[MANIFEST, manifest], [KEPT, found.get(KEPT)]];
  if (kept.some(([name, content]) => readFileSync(join(HERE, name), "utf8") !== content)) {
    console.error("manifest.json is not that of these files: run node build.mjs");
    process.exitCode = 1;
  }
} else if (argument) {
  for (const [name, content] of [...found, [MANIFEST, manifest]]) {
    mkdirSync(dirname(join(argument, name)), { recursive: true });
    writeFileSync(join(argument, name), content);
  }
} else {
  mkdirSync(dirname(join(HERE, KEPT)), { recursive: true });
  writeFileSync(join(HERE, KEPT), found.get(KEPT));
  writeFileSync(join(HERE, MANIFEST), manifest);
}
console.log(sha256(manifest));
