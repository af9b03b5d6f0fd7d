// Keeps what a reporter types in this browser alone, until it is sent; refuses an identity number in
// its field, so that it is never sent; opens a receipt by the link that was kept.
"use strict";

const WEIGHTS = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]];

// Whether the check digits are those of a Norwegian identity number.
function fits(digits) {
  return WEIGHTS.every((each) => each.reduce((sum, weight, place) => sum + weight * digits[place], 0) % 11 === 0);
}

// Eleven digits however they are spaced, and a date with five digits as the server's own shapes have it.
function* candidates(plain, spelt) {
  for (const run of plain.matchAll(/(?<!\d)(?=(\d(?:[^\p{L}\d]{0,3}\d){10})(?!\d))/gu)) yield run[1];
  for (const shape of spelt.shapes) {
    for (const { groups: { d, m, y, five } } of plain.matchAll(new RegExp(shape, "giu"))) {
      yield d.padStart(2, "0") + (spelt.months[m.toLowerCase()] || m.padStart(2, "0")) + y + five;
    }
  }
}

function holdsIdentityNumber(text, spelt) {
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "").replace(/\p{Pd}/gu, "-");
  return [...candidates(plain, spelt)].some((each) => fits(each.replace(/\D/g, "").split("").map(Number)));
}

function spellings(form) {
  return JSON.parse(form.dataset.spelt);
}

function typedIn(form) {
  return [...form.elements].filter((each) => each.name);
}

function keepDraft(form) {
  const name = form.dataset.draft;
  const typed = typedIn(form)
    .filter((each) => !holdsIdentityNumber(each.value, spellings(form)))
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
    const wrong = holdsIdentityNumber(event.target.value || "", spellings(form));
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
