// Whole without this: it takes the focus to what went wrong, and opens the form that an address names.
"use strict";
for (const each of document.querySelectorAll("[data-focus]")) {
  each.focus();
  break;
}
const named = location.hash && document.getElementById(location.hash.slice(1));
if (named instanceof HTMLDetailsElement) named.open = true;
