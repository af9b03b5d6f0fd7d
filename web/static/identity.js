// Looks for identity numbers in all that is typed into any form, before it is sent: a field that holds
// one is refused where it stands, and its form is not sent.
"use strict";

const SPELT = JSON.parse(document.body.dataset.spelt);
const WEIGHTS = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]];

// Whether the check digits are those of a Norwegian identity number.
function fits(digits) {
  return WEIGHTS.every((each) => each.reduce((sum, weight, place) => sum + weight * digits[place], 0) % 11 === 0);
}

// Eleven digits however they are spaced, and a date with five digits as the server's own shapes have it.
function* candidates(plain, spelt) {
  for (const run of plain.matchAll(/(?<!\d)(?=(\d(?:[^\p{L}\d]{0,12}\d){10})(?!\d))/gu)) yield run[1];
  for (const shape of spelt.shapes) {
    for (const { groups: { d, m, y, five } } of plain.matchAll(new RegExp(shape, "giu"))) {
      yield d.padStart(2, "0") + (spelt.months[m.toLowerCase()] || m.padStart(2, "0")) + y + five;
    }
  }
}

function holdsIdentityNumber(text) {
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "").replace(/\p{Pd}/gu, "-");
  return [...candidates(plain, SPELT)].some((each) => fits(each.replace(/\D/g, "").split("").map(Number)));
}

// Whether the field holds one; its form is not sent until it does not.
function refuseIdentityNumber(field) {
  const wrong = holdsIdentityNumber(field.value || "");
  field.setCustomValidity(wrong ? document.body.dataset.identity : "");
  return wrong;
}

const WRITTEN = "textarea, input:not([type]), input[type=text], input[type=search], input[type=email]";
for (const field of document.querySelectorAll(WRITTEN)) {
  refuseIdentityNumber(field);
  field.addEventListener("input", () => {
    if (refuseIdentityNumber(field)) field.reportValidity();
  });
}
