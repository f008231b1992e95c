// What LimeSurvey's script makes of a condition in the browser, restated from how it was seen to behave:
// a blank is "", texts are HTML-encoded, what looks like a number is one, and JavaScript does the rest.
// Standard input: {entities: {character: name}, cases: [{script, answers: {name: {type, value}}}]}.
import { readFileSync } from "node:fs";

const { entities, cases } = JSON.parse(readFileSync(0, "utf8"));
const characters = Object.fromEntries(Object.entries(entities).map(([character, name]) => [name, character]));

const encode = (text) => [...text].map((one) => (one in entities ? `&${entities[one]};` : one)).join("");
const decode = (text) =>
  String(text).replace(/&(#?\w+);/g, (whole, name) => (name in characters ? characters[name] : whole));

const TYPED = new Set(["N", "K", "S", "T", "Q", "D", "other"]);

function valueOf({ type, value }) {
  if (value === "") return "";
  const text = TYPED.has(type) ? encode(value) : value;
  if (type === "N" || type === "K") return String(Number(text)) === text || /[.,]/.test(text) ? Number(text) : text;
  if (type === "D") return text;
  if (Number.isNaN(Number(text))) return text === "false" ? "" : text;
  if (Number.isNaN(parseFloat(text)) || !Number.isFinite(Number(text))) return text;
  const number = Number(text);
  return text.startsWith("0") && String(number).length < text.length ? text : number;
}

const functions = {
  is_empty: (value) => value === "" || value === false,
  count: (...values) => values.filter((value) => value !== "").length,
  strlen: (value) => String(value).length,
  html_entity_decode: decode,
  if: (test, first, second) => (test && test !== "0" ? first : second),
};

const TOKEN = /("[^"]*"|'[^']*')|([A-Za-z_]\w*)\.NAOK|([A-Za-z_]\w*)(?=\()|\b(and|or)\b/g;

function translated(script) {
  return script.replace(TOKEN, (whole, text, name, called, word) => {
    if (text) return text;
    if (name) return `val(${JSON.stringify(name)})`;
    if (called) return `f[${JSON.stringify(called)}]`;
    return word === "and" ? "&&" : "||";
  });
}

const decided = cases.map(({ script, answers }) => {
  const val = (name) => valueOf(answers[name]);
  return Boolean(new Function("val", "f", `return (${translated(script)});`)(val, functions));
});
process.stdout.write(JSON.stringify(decided));
