// Keeps what a reporter types in this browser alone, until it is sent; refuses an identity number in
// its field, so that it is never sent; opens a receipt by the link that was kept.
"use strict";

// The check digits of a Norwegian identity number, however it is spaced.
function holdsIdentityNumber(text) {
  const weights = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]];
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  const runs = plain.matchAll(/(?<!\d)(?=(\d(?:[^\p{L}\d]{0,3}\d){10})(?!\d))/gu);
  return [...runs].some((run) => {
    const digits = run[1].replace(/\D/g, "").split("").map(Number);
    return weights.every((each) => each.reduce((sum, weight, place) => sum + weight * digits[place], 0) % 11 === 0);
  });
}

function typedIn(form) {
  return [...form.elements].filter((each) => each.name);
}

function keepDraft(form) {
  const name = form.dataset.draft;
  const typed = typedIn(form)
    .filter((each) => !holdsIdentityNumber(each.value))
    .map((each) => [each.name, each.type, each.value, each.checked]);
  localStorage.setItem(name, JSON.stringify(typed));
}

function restoreDraft(form) {
  const typed = JSON.parse(localStorage.getItem(form.dataset.draft) || "[]");
  if (form.querySelector(".ds-error-summary")) return;
  const inputs = typedIn(form);
  for (const [name, type, value, checked] of typed) {
    for (const each of inputs) {
      if (each.name !== name || each.type !== type) continue;
      if (type === "checkbox" || type === "radio") {
        if (each.value === value) each.checked = checked;
      } else each.value = value;
    }
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  restoreDraft(form);
  form.addEventListener("input", (event) => {
    const wrong = holdsIdentityNumber(event.target.value || "");
    event.target.setCustomValidity(wrong ? form.dataset.identity : "");
    if (wrong) event.target.reportValidity();
    else keepDraft(form);
  });
}

if (document.querySelector("[data-sent]")) {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("report-")) localStorage.removeItem(name);
  }
}

const receipt = document.querySelector("form[data-receipt]");
if (receipt && location.hash.length > 1) {
  receipt.elements.code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  receipt.requestSubmit();
}
