// Short messages in the corner; the container is a polite live region.

import { say } from "./words.js";

const STAY = 6000;
const MOST = 3;

/** Shows a sentence; `link` is an optional { text, address }. Errors stay until they are closed. */
export function toast(sentence, { kind = "success", link } = {}) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  while (place.children.length >= MOST) place.firstElementChild.remove();
  const box = document.createElement("div");
  box.className = `toast toast-${kind}`;
  box.dataset.testid = `toast-${kind}`;
  const text = document.createElement("p");
  text.dataset.testid = "toast-message";
  text.textContent = sentence;
  box.append(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.address;
    anchor.textContent = link.text;
    box.append(anchor);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.dataset.testid = "toast-close";
  close.setAttribute("aria-label", say("close"));
  close.addEventListener("click", () => box.remove());
  box.append(close);
  place.append(box);
  if (kind === "success") setTimeout(() => box.remove(), STAY);
}
