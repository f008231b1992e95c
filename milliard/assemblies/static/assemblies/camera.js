// Reads the code that somebody shows with the browser's own reader of QR codes and the camera of this device. Where the
// browser has none, or the device no camera, nothing is shown: the camera application of the phone opens the same address.
// No picture is kept or sent: each is looked at here, then forgotten.

const desk = document.getElementById("desk");
const [scan, view, stop, said] = ["scan", "camera", "camera-stop", "camera-said"].map((id) => document.getElementById(id));
const video = view.querySelector("video");
const PAUSE = 150; // between two looks: a phone stays cool
const LONGEST = 90_000; // a camera forgotten on a table goes off
const CODE = /^[0-9A-F]{12}$/;

const formats = async () => {
  try { return await BarcodeDetector.getSupportedFormats(); } catch { return []; } // not there, or not on this system
};
const hasCamera = async () => {
  try {
    return (await navigator.mediaDevices.enumerateDevices()).some((one) => one.kind === "videoinput");
  } catch { return false; } // no such thing outside https
};

// A code alone, or the address that ends with it; why it is not one, otherwise.
const read = (text) => {
  const parts = text.trim().replace(/\/$/, "").split("/");
  const code = parts.at(-1).toUpperCase();
  if (!CODE.test(code)) return { why: "Ce code n’est pas celui d’une assemblée." };
  if (parts.length > 1 && !parts.includes(desk.dataset.assembly)) return { why: "Ce code est celui d’une autre assemblée." };
  return { code };
};

let stream = null;
let began = 0;
const end = () => {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  began = 0;
  video.srcObject = null;
  view.hidden = true;
  scan.hidden = false;
};
const say = (words) => { if (said.textContent !== words) said.textContent = words; };

const begin = async (detector) => {
  const mine = began = performance.now(); // stopped and begun again while the browser asks: one of them goes on
  scan.hidden = true;
  view.hidden = false;
  stop.focus();
  say("Montrez le code à l’appareil.");
  let found;
  try {
    found = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (error) {
    if (mine === began) {
      say(error.name === "NotAllowedError"
        ? "L’appareil photo est refusé\u00a0: permettez-le dans les réglages du navigateur, ou écrivez le code."
        : "L’appareil photo ne répond pas\u00a0: écrivez le code.");
    }
    return;
  }
  if (mine !== began) { for (const track of found.getTracks()) track.stop(); return; }
  stream = found;
  video.srcObject = stream;
  try { await video.play(); } catch { /* it plays when it can: looked at below */ }
  look(detector, mine);
};

const look = async (detector, mine) => {
  if (mine !== began) return;
  if (performance.now() - mine > LONGEST) { end(); scan.focus(); return; }
  let shown = [];
  try { shown = await detector.detect(video); } catch { /* no picture yet */ }
  if (mine !== began) return;
  const told = shown.map((one) => read(one.rawValue));
  const { code } = told.find((one) => one.code) ?? {};
  if (code) { find(code); return; }
  if (told.length) say(told[0].why);
  setTimeout(look, PAUSE, detector, mine);
};

// As if it had been typed.
const find = (code) => {
  end();
  scan.focus();
  document.getElementById("id_q").value = code;
  document.getElementById("search").requestSubmit();
};

if ((await formats()).includes("qr_code") && (await hasCamera())) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  scan.hidden = false;
  scan.addEventListener("click", () => begin(detector));
  stop.addEventListener("click", () => { end(); scan.focus(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && began) end(); });
}
