// The projects ticked, added up as one ticks: the server writes the same sum.
const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR", minimumFractionDigits: 0 });
const add = (ballot) => {
  const sum = ballot?.querySelector("[data-sum]");
  if (!sum) return;
  let cents = 0;
  for (const box of ballot.querySelectorAll("input[type=checkbox]:checked")) {
    cents += Number(sum.querySelector(`[data-cost="${CSS.escape(box.value)}"]`)?.value ?? 0);
  }
  sum.querySelector("[data-sum-said]").textContent = euros.format(cents / 100);
};
document.addEventListener("change", (event) => add(event.target.closest(".ballot")));
for (const ballot of document.querySelectorAll(".ballot")) add(ballot);

// One press, one request: a second press while the first travels does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-ballots]");
  if (!form) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 10_000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-ballots]")) delete form.dataset.sent;
});
