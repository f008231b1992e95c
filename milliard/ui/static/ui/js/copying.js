// «Copier»: the button is there only when it can work; what happened is said, aloud too.
const SELECTED = "Le lien est sélectionné\u00a0: copiez-le avec votre clavier.";

export const prepareCopying = (root) => {
  if (navigator.clipboard) for (const button of root.querySelectorAll("[data-copy-button]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-copy-button]");
  if (!button) return;
  const box = button.closest("[data-copy]");
  const input = box.querySelector("textarea");
  const say = (words) => { box.querySelector("[data-copy-said]").textContent = words; };
  input.select();
  navigator.clipboard.writeText(input.value).then(() => say("Lien copié."), () => say(SELECTED));
});

prepareCopying(document);
