/** Node finds the files of packages where the site serves them: node --import ./packages.mjs … */

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

export const STATIC = new URL("../../static/elections/", import.meta.url);
export const NODE_MODULES = new URL("../../../../node_modules/", import.meta.url);

const served = Object.entries(JSON.parse(readFileSync(new URL("packages.json", STATIC), "utf8")));
const places = new Map(
  served.map(([name, source]) => [new URL(name, STATIC).href, new URL(source, NODE_MODULES).href]),
);

registerHooks({
  resolve(specifier, context, next) {
    const wanted = URL.canParse(specifier, context.parentURL) ? new URL(specifier, context.parentURL).href : "";
    const place = places.get(wanted);
    return place ? next(place, { ...context, parentURL: NODE_MODULES.href }) : next(specifier, context);
  },
});
