// Small comforts. Every page works without this file; nothing here decides anything.
"use strict";
document.documentElement.classList.add("scripted");

function rowsNamed(name, within) {
  return Array.from(within.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`));
}

function showTicked(name) {
  const rows = rowsNamed(name, document);
  const ticked = rows.filter((row) => row.checked).length;
  document.querySelectorAll(`[data-tick-count="${CSS.escape(name)}"]`).forEach((place) => {
    place.textContent = `${ticked} / ${rows.length}`;
  });
  document.querySelectorAll(`[data-tick-all="${CSS.escape(name)}"]`).forEach((box) => {
    box.checked = rows.length > 0 && ticked === rows.length;
    box.indeterminate = ticked > 0 && ticked < rows.length;
  });
  rows.forEach((row) => row.closest("tr")?.classList.toggle("row-ticked", row.checked));
}

function tickedNames() {
  const places = document.querySelectorAll("[data-tick-all], [data-tick-count]");
  return new Set(Array.from(places, (place) => place.dataset.tickAll || place.dataset.tickCount));
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  if (box.dataset.tickAll) {
    rowsNamed(box.dataset.tickAll, box.closest("table") || document).forEach((row) => { row.checked = box.checked; });
    showTicked(box.dataset.tickAll);
  } else if (tickedNames().has(box.name)) {
    showTicked(box.name);
  }
});

// A double click is one act on the server anyway (idempotency key); this only shows that the first click was heard.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll('[type="submit"]').forEach((button) => button.setAttribute("aria-busy", "true"));
});

// Back to a kept page: its forms may be sent again, its counts are those of the boxes that the browser restored.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll('[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
  });
  tickedNames().forEach(showTicked);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-fill-login]") : null;
  if (!button) return;
  document.getElementById("login").value = button.dataset.fillLogin;
  document.getElementById("password").value = button.dataset.fillPassword;
  document.querySelector(".sign-in-card [type='submit']").focus();
});

document.querySelector("[data-focus]")?.focus();
