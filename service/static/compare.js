// Compares a PDF with the notice in the browser, so that the file need not leave it. Without crypto.subtle (plain HTTP)
// or without this file the form is sent, and the server compares.
"use strict";
(function () {
  const form = document.querySelector("form[data-compare]");
  if (!form || !window.crypto || !window.crypto.subtle) return;
  const field = form.querySelector('input[type="file"]');
  const answer = form.querySelector("[data-compare-answer]");

  function say(text, tone) {
    answer.hidden = false;
    answer.className = `compare-answer flash flash-${tone}`;
    answer.textContent = text;
  }

  async function compare(file) {
    if (!file) return say(form.dataset.noFile, "warning");
    const bytes = await file.arrayBuffer();
    const head = new TextDecoder("latin1").decode(bytes.slice(0, 5));
    if (head !== "%PDF-") return say(form.dataset.noPdf, "warning");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex === form.dataset.compare ? say(form.dataset.identical, "success") : say(form.dataset.different, "refused");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // app.js would take the form for sent.
    event.stopPropagation();
    compare(field.files[0]);
  });
  field.addEventListener("change", () => compare(field.files[0]));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    compare(field.files[0]);
  });
})();
