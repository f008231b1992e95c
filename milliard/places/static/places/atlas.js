// The map of the movement over the drawn one. Without it, without WebGL or with data saved, the page says the same.
const root = document.querySelector("[data-atlas]");
const PINS = 40; // Buttons on the map at once: what an old phone moves smoothly, and a keyboard can walk.
const FRANCE = [[-5.2, 41.3], [9.7, 51.2]];
const VIEWS = {
  "Hexagone et Corse": FRANCE,
  Guadeloupe: [[-61.9, 15.8], [-61, 16.6]],
  Martinique: [[-61.3, 14.3], [-60.8, 14.9]],
  Guyane: [[-54.7, 2], [-51.5, 6]],
  "La Réunion": [[55.2, -21.4], [55.9, -20.8]],
  Mayotte: [[45, -13.1], [45.35, -12.6]],
};

const asset = (tag, attributes) =>
  new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });

const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
const written = (number) => new Intl.NumberFormat("fr-FR").format(number);
const absolute = (path) => new URL(path, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");

function style(settings) {
  const sources = { departments: { type: "vector", tiles: [absolute(settings.outlines)], maxzoom: settings.deepest } };
  const layers = [
    { id: "ground", type: "background", paint: { "background-color": colour("--sunk") } },
    { id: "land", type: "fill", source: "departments", "source-layer": "departments", paint: { "fill-color": colour("--card") } },
    { id: "borders", type: "line", source: "departments", "source-layer": "departments", paint: { "line-color": colour("--edge"), "line-width": 0.7 } },
  ];
  for (const layer of settings.layers) {
    const tiles = absolute(settings.points.replace("{code}", layer.code)) + settings.query;
    sources[layer.code] = { type: "vector", tiles: [tiles], maxzoom: settings.deepest };
    layers.push({
      id: layer.code,
      type: "circle",
      source: layer.code,
      "source-layer": "points",
      paint: {
        "circle-color": getComputedStyle(root.querySelector(`[data-layer="${layer.code}"]`)).backgroundColor,
        "circle-radius": ["interpolate", ["linear"], ["ln", ["get", "n"]], 0, 5, 8, 18],
        "circle-stroke-color": colour("--card"),
        "circle-stroke-width": 1.5,
      },
    });
  }
  return { version: 8, sources, layers };
}

const label = (layer, { n, name, code, communes }) => {
  const counted = `${written(n)} ${n > 1 ? layer.many : layer.one}`;
  if (communes) return `${counted} autour de ${name}, dans ${written(communes)} communes : agrandir`;
  return code ? `${counted} à ${name} : voir la liste` : `${counted} : ${name}`;
};

class Pins {
  // Buttons over the largest points in view: what a keyboard and a screen reader meet.
  constructor(map, settings, say) {
    Object.assign(this, { map, settings, say, markers: new Map() });
  }

  found() {
    const points = new Map();
    for (const layer of this.settings.layers) {
      for (const { geometry, properties } of this.map.queryRenderedFeatures({ layers: [layer.code] })) {
        const key = `${layer.code}:${geometry.coordinates.map((degree) => degree.toFixed(3)).join(":")}`;
        points.set(key, { key, layer, properties, at: geometry.coordinates });
      }
    }
    return [...points.values()].sort((one, other) => other.properties.n - one.properties.n);
  }

  // The largest, none so near another that a finger would take one for the other; nearer, they part.
  apart(points) {
    const kept = [];
    for (const point of points) {
      const { x, y } = this.map.project(point.at);
      if (kept.every((other) => Math.abs(other.x - x) > 44 || Math.abs(other.y - y) > 28)) kept.push({ ...point, x, y });
      if (kept.length === PINS) break;
    }
    return kept;
  }

  draw() {
    const all = this.found();
    const shown = this.apart(all).sort((one, other) => other.at[1] - one.at[1]);
    const kept = new Set(shown.map(({ key }) => key));
    for (const [key, marker] of this.markers) {
      if (!kept.has(key) && !marker.getElement().contains(document.activeElement)) {
        marker.remove();
        this.markers.delete(key);
      }
    }
    for (const point of shown) if (!this.markers.has(point.key)) this.markers.set(point.key, this.pin(point));
    this.say(all.length ? `${written(all.length)} ${all.length > 1 ? "points" : "point"} dans cette vue.` : "Rien dans cette vue.");
  }

  pin({ layer, properties, at }) {
    const leads = properties.code && layer.list;
    const element = document.createElement(leads ? "a" : "button");
    element.className = "atlas__pin";
    element.dataset.layer = layer.code;
    element.textContent = written(properties.n);
    element.title = label(layer, properties);
    if (leads) element.href = layer.list.replace("{commune}", properties.code);
    else element.addEventListener("click", () => this.enlarge(at));
    const marker = new window.maplibregl.Marker({ element }).setLngLat(at).addTo(this.map);
    element.setAttribute("aria-label", label(layer, properties)); // The library writes its own over it.
    return marker;
  }

  enlarge(at) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.easeTo({ center: at, zoom: this.map.getZoom() + 2, animate: !still });
    this.map.getCanvas().focus();
  }
}

async function start() {
  const settings = JSON.parse(root.dataset.atlas);
  const [live, drawn, said] = ["live", "drawn", "said"].map((part) => root.querySelector(`[data-atlas-${part}]`));
  const say = (text) => (said.textContent = text);
  say("La carte se charge…");
  try {
    await Promise.all([
      asset("link", { rel: "stylesheet", href: settings.css }),
      asset("script", { src: settings.script }),
    ]);
    const { maplibregl } = window;
    maplibregl.setWorkerUrl(settings.worker);
    live.hidden = false;
    root.querySelector(".atlas__key").hidden = false;
    const map = new maplibregl.Map({
      container: live,
      style: style(settings),
      bounds: FRANCE,
      fitBoundsOptions: { padding: 12 },
      maxZoom: 13,
      attributionControl: false,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      dragRotate: false,
      pitchWithRotate: false,
      locale: {
        "Map.Title": "Carte",
        "NavigationControl.ZoomIn": "Agrandir",
        "NavigationControl.ZoomOut": "Réduire",
        "Marker.Title": "Point de la carte",
        "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour bouger la carte",
        "CooperativeGesturesHandler.WindowsHelpText": "Ctrl et molette pour agrandir",
        "CooperativeGesturesHandler.MacHelpText": "⌘ et molette pour agrandir",
      },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
    const far = root.querySelector("[data-atlas-far]");
    for (const [name, bounds] of Object.entries(VIEWS)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
      button.addEventListener("click", () => map.fitBounds(bounds, { padding: 12, animate: false }));
      far.append(button);
    }
    far.hidden = false;
    const pins = new Pins(map, settings, say);
    map.on("idle", () => pins.draw());
    map.once("load", () => {
      const held = drawn.contains(document.activeElement); // What is hidden would lose the focus.
      drawn.hidden = true;
      if (held) map.getCanvas().focus();
    });
    const repaint = () => map.setStyle(style(settings));
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener?.("change", repaint);
  } catch {
    live.hidden = true;
    drawn.hidden = false;
    say("La carte détaillée ne se charge pas ici : la carte dessinée et le tableau disent la même chose.");
  }
}

if (root) {
  if (navigator.connection?.saveData) {
    const button = Object.assign(document.createElement("button"), {
      className: "button button--secondary",
      type: "button",
      textContent: "Charger la carte détaillée (260 ko)",
    });
    button.addEventListener("click", () => (button.remove(), start()));
    root.querySelector("[data-atlas-said]").before(button);
  } else start();
}
