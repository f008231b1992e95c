// In the editor of a study: propose the variables and codes of the dataset chosen in the same block.
(() => {
  const address = document.currentScript.dataset.address;
  const asked = new Map();

  // «body-0-value-bars-1-value-variable»: the block is «body-0-value», the siblings «body-0-value-bars-1-value».
  const field = (name) => document.getElementsByName(name)[0];
  const datasetOf = (input) => {
    const block = input.name.match(/^(.+?-\d+-value)-/);
    return block ? (field(`${block[1]}-dataset`)?.value ?? "") : "";
  };
  const siblingOf = (input) => field(input.name.replace(/[^-]+$/, input.dataset.codesOf))?.value.trim() ?? "";

  const load = (dataset) => {
    if (!asked.has(dataset)) {
      asked.set(
        dataset,
        fetch(address.replace("/0/", `/${encodeURIComponent(dataset)}/`), { credentials: "same-origin" })
          .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
          .then((html) => document.body.insertAdjacentHTML("beforeend", html))
          .then(() => true)
          .catch(() => !asked.delete(dataset)),
      );
    }
    return asked.get(dataset);
  };

  const say = (input, text, isWrong = false) => {
    const id = `${input.id}-choices`;
    let line = document.getElementById(id);
    if (!line) {
      line = document.createElement("p");
      line.id = id;
      line.setAttribute("role", "status");
      input.after(line);
      input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
    }
    line.className = isWrong ? "help choices-wrong" : "help";
    line.textContent = text;
  };

  const propose = async (input) => {
    const dataset = datasetOf(input);
    if (!dataset) return say(input, "Choisissez d’abord le jeu de données.");
    if (!document.querySelector(`[data-choices-of="${dataset}"]`)) say(input, "Lecture du jeu de données…");
    if (!(await load(dataset))) return say(input, "La liste n’a pas pu être lue\u00a0: revenez dans ce champ.", true);
    const from = input.dataset.choicesFrom;
    const list = from === "codes" ? `choices-${dataset}-codes-${siblingOf(input)}` : `choices-${dataset}-${from}`;
    const found = document.getElementById(list);
    if (!found) {
      input.removeAttribute("list");
      return say(input, from === "codes" ? "Cette variable n’a pas de codes, ou n’est pas dans ce jeu de données." : "");
    }
    input.setAttribute("list", list);
    const options = [...found.options];
    if (from === "codes") return say(input, options.map((option) => `${option.value}\u00a0: ${option.label}`).join(" · "));
    const chosen = options.find((option) => option.value === input.value.trim());
    if (chosen || !input.value) return say(input, chosen ? chosen.label : "");
    return say(input, "Ce nom n’est pas dans ce jeu de données.", true);
  };

  for (const moment of ["focusin", "change"]) {
    document.addEventListener(moment, (event) => {
      if (event.target.matches?.("input[data-choices-from]")) propose(event.target);
    });
  }
  // A field entered before this script was there.
  if (document.activeElement?.matches("input[data-choices-from]")) propose(document.activeElement);
})();
