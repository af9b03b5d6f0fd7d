// Whole without this: it takes the focus to what went wrong, opens the form that an address names, and
// presses the one button of a page that is only on the way.
"use strict";
for (const each of document.querySelectorAll("[data-focus]")) {
  each.focus();
  break;
}
const named = location.hash && document.getElementById(location.hash.slice(1));
if (named instanceof HTMLDetailsElement) named.open = true;
const pressed = document.querySelector("form[data-press]");
if (pressed) pressed.requestSubmit();
