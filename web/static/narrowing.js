// What htmx leaves open where results follow a form: what is half typed is not asked for, what has no
// results (an error, the login) is shown as the page that it is, and what is not answered is told.
"use strict";

const told = () => document.getElementById("told");

document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement: form } = event.detail.ctx;
  if (form instanceof HTMLFormElement && !form.checkValidity()) event.preventDefault();
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (tasks.some((each) => each.type === "main" && each.fragment.querySelector("#found"))) return;
  event.preventDefault();
  location.assign(ctx.request.action);
});

document.addEventListener("htmx:error", (event) => {
  const form = event.detail.ctx?.sourceElement;
  if (form?.dataset.lost) told().textContent = form.dataset.lost;
});
