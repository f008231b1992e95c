// The contents of a long page say which part is being read. Without this they are a plain list of links.
const nav = document.querySelector("[data-contents]");
const links = [...(nav?.querySelectorAll("a[href^='#']") ?? [])];
const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));

const mark = () => {
  const reached = parts.findLastIndex((part) => part && part.getBoundingClientRect().top < innerHeight * 0.35);
  links.forEach((link, place) => {
    if (place === reached) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  });
};

if (links.length) {
  addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  mark();
}
