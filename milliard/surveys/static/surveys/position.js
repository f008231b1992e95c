// The position of the device, asked for on a press only, and rounded before anything is written or sent. Coordinates
// can always be typed: the button stays hidden without scripts or where a browser knows no position.

const SAID = {
  asked: "Recherche de la position…",
  1: "Votre navigateur n’a pas donné la position\u00a0: vous pouvez taper les coordonnées.",
  2: "Position introuvable pour l’instant\u00a0: réessayez, ou tapez les coordonnées.",
  3: "La position tarde trop\u00a0: réessayez, ou tapez les coordonnées.",
};
const WAIT = 20_000;
const RECENT = 60_000; // a position known for a minute will do

const rounded = (number, decimals) => String(Number(number.toFixed(decimals)) + 0).replace(".", ",");

const ask = (button) => {
  const place = button.closest("[data-position]");
  const said = place.querySelector("[data-position-said]");
  const decimals = Number(place.dataset.decimals);
  said.textContent = SAID.asked;
  button.disabled = true;
  const end = (words) => {
    button.disabled = false;
    said.textContent = words;
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const box = place.querySelector("input");
      box.value = `${rounded(coords.latitude, decimals)} ; ${rounded(coords.longitude, decimals)}`;
      end(`Position de cet appareil\u00a0: ${box.value}.`);
      for (const name of ["input", "change"]) box.dispatchEvent(new Event(name, { bubbles: true }));
    },
    (error) => end(SAID[error.code] ?? SAID[2]),
    { enableHighAccuracy: decimals > 3, timeout: WAIT, maximumAge: RECENT },
  );
};

const offer = (root) => {
  for (const button of root.querySelectorAll("[data-position-button]")) button.hidden = false;
};

if (navigator.geolocation) {
  offer(document);
  document.addEventListener("survey:replaced", (event) => offer(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-position-button]");
    if (button) ask(button);
  });
}
