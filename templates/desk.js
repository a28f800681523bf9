// Loads the page again when something was saved, and keeps the place in the letter. Everything else works without it.
"use strict";
const frame = document.getElementById("frame");
const place = "place " + location.search;
if (frame) {
  frame.addEventListener("load", () => {
    frame.contentWindow.scrollTo(0, Number(sessionStorage.getItem(place) || 0));
    sessionStorage.removeItem(place);
  });
}
const changes = new EventSource("/changes");
changes.addEventListener("message", (event) => {
  if (event.data === document.body.dataset.version) return;
  if (frame) sessionStorage.setItem(place, String(frame.contentWindow.scrollY));
  changes.close();
  location.reload();
});
