/** What the pages share of the document: elements by name, made from text alone, files given, steps shown. */

/** The element of that id; a page without it is a defect of ours. */
export function one(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** An element with its attributes (properties of the same name when it has them) and its children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  // Text is text: nothing that comes from outside is read as HTML.
  element.append(...children);
  return element;
}

export function fill(id, ...children) {
  one(id).replaceChildren(...children);
}

/** Show one of the steps of the page, and take the reader there. */
export function showStep(name) {
  for (const step of document.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== name;
  const step = document.querySelector(`[data-step="${name}"]`);
  const title = step.querySelector("h1, h2");
  title.tabIndex = -1;
  title.focus();
  window.scrollTo(0, 0);
}

/** Let the browser draw what was just written, before a long computation. */
export const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Give a file to the person; it never leaves this device. */
export function giveFile(name, content, type = "application/json") {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Copy, or select for whoever must copy by hand. */
export async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection().selectAllChildren(shown);
    return false;
  }
}

/** Parameters of the address: those of the fragment, which no server sees, before those of the query. */
export function parameters() {
  const found = new URLSearchParams(location.search);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) found.set(name, value);
  return found;
}

/** The address that a parameter gives, resolved; null when absent. Refused when it is not of the web. */
export function addressOf(found, name, base = location.href) {
  const value = found.get(name);
  if (!value) return null;
  const address = new URL(value, base);
  if (!["https:", "http:"].includes(address.protocol)) throw new Error(`not of the web: ${name}`);
  return address.href;
}

const numbers = new Intl.NumberFormat("fr-FR");

/** 1 234, as it is written in French. */
export const written = (number) => numbers.format(number);

/** «1 bulletin», «2 bulletins». */
export const counted = (number, singular, plural = `${singular}s`) =>
  `${written(number)} ${Math.abs(number) < 2 ? singular : plural}`;
