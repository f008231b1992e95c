// In the page editor: a press of «Publier» or «Enregistrer» waits for the automatic save under way.
// Wagtail 7.4 lets both leave at once: a new page is then created twice, and the second is refused for its slug.
(() => {
  const LONGEST_MS = 15_000;
  let saving = false;
  let held = null;

  const release = () => {
    saving = false;
    if (!held) return;
    const { form, name, value } = held;
    held = null;
    form.dataset.wAutosaveActiveValue = "false";
    if (name) {
      // The button pressed is disabled by now, and a disabled button says nothing of itself.
      const pressed = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(pressed);
    }
    form.requestSubmit();
  };

  document.addEventListener("w-autosave:save", (event) => {
    saving = !event.defaultPrevented;
  });
  document.addEventListener("w-autosave:success", release);
  document.addEventListener("w-autosave:error", release);
  document.addEventListener(
    "submit",
    (event) => {
      if (!saving || !event.target.matches("[data-controller~='w-autosave']")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (held) return;
      held = { form: event.target, name: event.submitter?.name, value: event.submitter?.value };
      setTimeout(release, LONGEST_MS);
    },
    { capture: true },
  );
})();
