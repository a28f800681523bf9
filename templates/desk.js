// Shows what was saved without losing the place in the letter. Everything else works without it.
"use strict";
const frame = () => document.getElementById("frame");
let asking = false, askAgain = false;

function show(page) {
  if (Boolean(page.getElementById("frame")) !== Boolean(frame()) || !document.querySelector("[data-part=content]")) {
    location.reload();
    return;
  }
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = page.querySelector(`[data-part=${part.dataset.part}]`);
    if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
  }
  document.title = page.title;
  document.body.dataset.version = page.body.dataset.version;
  document.getElementById("status").textContent = document.body.dataset.refreshed;
  showLetter();
}

function showLetter() {
  const shown = frame();
  if (!shown) return;
  const top = shown.contentWindow.scrollY;
  shown.addEventListener("load", () => shown.contentWindow.scrollTo(0, top), { once: true });
  shown.contentWindow.location.reload();
}

async function refresh() {
  askAgain = asking;
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } finally {
    asking = false;
  }
  if (askAgain) refresh();
}

const changes = new EventSource("/changes");
changes.addEventListener("message", (event) => {
  if (event.data !== document.body.dataset.version) refresh();
});
