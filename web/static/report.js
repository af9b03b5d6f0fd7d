// Keeps what a reporter types in this browser alone, until it is sent, and no identity number; opens a
// receipt by the link that was kept.
"use strict";

function typedIn(form) {
  return [...form.elements].filter((each) => each.name);
}

function drafted(form) {
  return JSON.parse(localStorage.getItem(form.dataset.draft) || "[]");
}

function keepDraft(form) {
  const name = form.dataset.draft;
  const typed = typedIn(form)
    .filter((each) => !holdsIdentityNumber(each.value))
    .map((each) => [each.name, each.type, each.value, each.checked]);
  const asked = new Set(typedIn(form).map((each) => each.name));
  const unasked = drafted(form).filter(([each]) => !asked.has(each)); // typed in a longer form
  localStorage.setItem(name, JSON.stringify([...unasked, ...typed]));
}

function restoreDraft(form) {
  if (form.querySelector(".ds-error-summary")) return;
  const inputs = typedIn(form);
  for (const [name, type, value, checked] of drafted(form)) {
    if (type === "hidden" && name !== "key") continue; // which form it is, the form itself says
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
    if (!holdsIdentityNumber(event.target.value || "")) keepDraft(form);
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
