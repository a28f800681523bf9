// Shows what was saved without losing the place, saves while one types, lets articles be dragged.
// Everything works without it, but for the showing by itself: each control is a form.
"use strict";
const find = (id) => document.getElementById(id);
const say = (words) => { find("status").textContent = words; };
const isSame = (one, other) => one.replace(/[ \t\r]+$/gm, "").trim() === other.replace(/[ \t\r]+$/gm, "").trim();
const isField = (element) => element.matches("form[data-save] :is(input:not([type=hidden]), textarea)");
document.documentElement.classList.add("scripted");

// What is being typed and not yet in the file; `base` is what the file said when the typing began.
function typed() {
  const fields = [...document.querySelectorAll("form[data-save] :is(input:not([type=hidden]), textarea)")];
  return fields.filter((field) => field === document.activeElement || isUnsaved(field)).map((field) => ({
    id: field.id, value: field.value, base: field.dataset.sent ?? field.defaultValue, seen: field.form.elements.seen.value,
    isUnsaved: isUnsaved(field),
  }));
}

function isUnsaved(field) {
  return !isSame(field.value, field.dataset.sent ?? field.defaultValue);
}

function restore(kept) {
  const field = find(kept.id);
  if (!field || (!kept.isUnsaved && !isSame(kept.value, field.defaultValue))) return;
  field.value = kept.value;
  // Somebody else changed the same words: saving is to be refused, and says so.
  if (kept.isUnsaved && !isSame(field.defaultValue, kept.base)) field.form.elements.seen.value = kept.seen;
}

function show(page) {
  if (Boolean(page.getElementById("frame")) !== Boolean(find("frame")) || !document.querySelector("[data-part=content]")) {
    location.reload();
    return;
  }
  const kept = typed(), open = [...document.querySelectorAll("details[open]")].map((one) => one.id);
  const focused = document.activeElement?.id, { selectionStart, selectionEnd } = document.activeElement ?? {};
  const isNew = document.body.dataset.version !== page.body.dataset.version;
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = page.querySelector(`[data-part=${part.dataset.part}]`);
    if (other) renew(part, other);
  }
  document.title = page.title;
  document.body.dataset.version = page.body.dataset.version;
  open.forEach((id) => find(id)?.setAttribute("open", ""));
  kept.forEach(restore);
  focusAgain(focused, selectionStart, selectionEnd);
  count();
  if (isNew) showLetter();
}

// What is as it was stays in the page: of three hundred rows a change touches one or two, and only they are laid out anew.
function renew(part, other) {
  const seen = other.querySelector("input[name=seen]")?.value;
  if (seen) part.querySelectorAll("input[name=seen]").forEach((field) => field.setAttribute("value", seen));
  merge(part, other);
}

function merge(old, other) {
  if (old.isEqualNode(other)) return;
  if (old.nodeName !== other.nodeName || !old.children?.length || old.nodeName === "SELECT") {
    old.replaceWith(other);
    return;
  }
  [...old.attributes].forEach(({ name }) => { if (!other.hasAttribute(name)) old.removeAttribute(name); });
  [...other.attributes].forEach(({ name, value }) => { if (old.getAttribute(name) !== value) old.setAttribute(name, value); });
  mergeChildren(old, other);
}

function mergeChildren(old, other) {
  const known = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let next = old.firstChild;
  for (const child of [...other.childNodes]) {
    const same = child.id ? known.get(child.id) : next && !next.id && next.nodeName === child.nodeName ? next : undefined;
    if (same === next && same) next = next.nextSibling;
    else old.insertBefore(same ?? child, next);
    if (same) merge(same, child);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function focusAgain(id, start, end) {
  if (!id || document.activeElement?.id === id) return;
  find(id)?.focus({ preventScroll: true });
  if (start !== null && start !== undefined) find(id)?.setSelectionRange?.(start, end);
}

function showLetter() {
  const shown = find("frame");
  if (!shown) return;
  const top = shown.contentWindow.scrollY;
  shown.addEventListener("load", () => shown.contentWindow.scrollTo(0, top), { once: true });
  shown.contentWindow.location.reload();
  say(document.body.dataset.refreshed);
}

// One question at a time: each change must be made on what the one before it left.
let line = Promise.resolve();
const inLine = (work) => { line = line.then(work).catch(fail); return line; };

function fail() {
  const notice = document.createElement("p");
  notice.className = "fault";
  notice.setAttribute("role", "alert");
  notice.textContent = document.body.dataset.failed;
  document.querySelector("[data-part=notices]").replaceChildren(notice);
}

async function refresh() {
  const answer = await fetch(location.href);
  if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

async function send(data, isCurrent, action = "/change", isAgain = false) {
  const form = document.querySelector("form[method=post]").elements;
  if (isCurrent) data.set("seen", form.seen.value);
  if (isAgain) data.set("token", form.token.value);
  const body = new URLSearchParams(data).toString(), headers = { "Content-Type": "application/x-www-form-urlencoded" };
  // What was typed last is sent also when the person goes to another page; browsers allow 64 kB for that.
  const answer = await fetch(action, { method: "POST", body, headers, keepalive: body.length < 60000 });
  if (answer.status === 403 && !isAgain) {  // the preview was started anew: it has another token
    await refresh();
    return send(data, isCurrent, action, true);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const notices = page.querySelector("[data-part=notices]");
  if (!notices) throw new Error(String(answer.status));
  if (answer.ok) show(page);
  else document.querySelector("[data-part=notices]").replaceChildren(...notices.childNodes);
  document.querySelector("[data-refusal]")?.scrollIntoView({ block: "nearest" });
  return answer.ok;
}

function save(form) {
  clearTimeout(timers.get(form.dataset.save));
  return inLine(async () => {
    const there = document.querySelector(`form[data-save="${CSS.escape(form.dataset.save)}"]`);
    const fields = there ? [...there.elements].filter(isField) : [];
    if (!fields.some(isUnsaved)) return;
    fields.forEach((field) => { field.dataset.sent = field.value; });
    const isSaved = await send(new FormData(there), false).catch(() => fail());
    if (!isSaved) fields.forEach((field) => { delete field.dataset.sent; });
  });
}

const timers = new Map();
document.addEventListener("input", (event) => {
  if (!isField(event.target)) return;
  count();
  const { form } = event.target;
  clearTimeout(timers.get(form.dataset.save));
  timers.set(form.dataset.save, setTimeout(() => save(form), 500));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.(".oneline") || event.isComposing) return;
  event.preventDefault();  // what is one line in the inbox is one line here, however long
  save(event.target.form);
});
document.addEventListener("change", (event) => { if (isField(event.target)) save(event.target.form); });

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  event.preventDefault();
  if (event.target.dataset.save) save(event.target);
  else if (event.submitter?.ariaDisabled !== "true") {
    const data = new FormData(event.target, event.submitter), action = event.target.getAttribute("action");
    inLine(() => send(data, true, action));
  }
});

function count() {
  for (const one of document.querySelectorAll("[data-count]")) one.textContent = [...find(one.dataset.count).value].length;
}

// Dragging by the handle, with mouse, pen or finger; the buttons do the same.
let dragged = null;
document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".handle");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  dragged = handle.closest("[data-place]");
  dragged.classList.add("dragged");
});
document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const edge = 60, step = event.clientY < edge ? -12 : event.clientY > innerHeight - edge ? 12 : 0;
  if (step) scrollBy(0, step);
  mark(event);
});
document.addEventListener("pointerup", (event) => {
  const target = dragged && mark(event);
  if (target) drop(target);
  release();
});
document.addEventListener("pointercancel", release);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") release(); });

function mark(event) {
  document.querySelectorAll(".over, .under").forEach((one) => one.classList.remove("over", "under"));
  const row = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-theme] [data-place]");
  if (!row || row === dragged) return null;
  const box = row.getBoundingClientRect(), isUnder = event.clientY > box.top + box.height / 2;
  row.classList.add(isUnder ? "under" : "over");
  return { theme: row.closest("[data-theme]").dataset.theme, before: isUnder ? row.nextElementSibling : row };
}

function drop({ theme, before }) {
  const data = new FormData(dragged.querySelector("form.acts"));
  data.set("do", "move");
  data.set("theme", theme);
  data.set("before", before?.dataset.place ?? "");
  inLine(() => send(data, true));
}

function release() {
  document.querySelectorAll(".over, .under, .dragged").forEach((one) => one.classList.remove("over", "under", "dragged"));
  dragged = null;
}

const changes = new EventSource("/changes");
changes.addEventListener("message", (event) => {
  if (event.data !== document.body.dataset.version) inLine(refresh);
});
