/** Tables as spreadsheets write and read them. */

const MARKS = [";", ",", "\t"];

/** Rows of fields; the mark between fields is the commonest of the first line, quotes as RFC 4180. */
export function readCsv(text) {
  const clean = text.replace(/^\ufeff/, "");
  const [firstLine] = clean.split(/\r?\n/, 1);
  const countOf = (mark) => firstLine.split(mark).length;
  const mark = MARKS.reduce((best, each) => (countOf(each) > countOf(best) ? each : best));
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  const endField = () => {
    row.push(field.trim());
    field = "";
  };
  const endRow = () => {
    endField();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let index = 0; index < clean.length; index += 1) {
    const letter = clean[index];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (clean[index + 1] === '"') field += clean[(index += 1)];
      else quoted = false;
    } else if (letter === '"' && !field.trim()) {
      [field, quoted] = ["", true];
    } else if (letter === mark) endField();
    else if (letter === "\n") endRow();
    else if (letter !== "\r") field += letter;
  }
  endRow();
  return rows;
}

/** A spreadsheet runs what begins like a formula: an apostrophe makes it a text. */
const harmless = (field) => (/^[=+\-@\t\r]/.test(field) ? `'${field}` : field);

export function writeCsv(rows) {
  const lines = rows.map((row) => row.map((field) => `"${harmless(String(field)).replaceAll('"', '""')}"`).join(";"));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}
