// Suggestions under the search field: a combobox with a list, as the ARIA practices describe it.
// Without scripts, or without an answer, the field is the plain search that it also is.

import { thumbnail } from "./pictures.js";
import { count, say } from "./words.js";

const PAGES = { product: "/products/", producer: "/producers/", category: "/products?category=" };
const SHORTEST = 2;
const PAUSE = 150; // milliseconds after the last letter

const fold = (text) => [...text].map((letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()).join("");

function marked(name, typed) {
  const start = fold(name).indexOf(fold(typed));
  const text = document.createElement("span");
  if (start < 0) return Object.assign(text, { textContent: name });
  const mark = document.createElement("mark");
  mark.textContent = name.slice(start, start + typed.length);
  text.append(name.slice(0, start), mark, name.slice(start + typed.length));
  return text;
}

function optionOf(found, number, typed) {
  const option = document.createElement("li");
  option.id = `suggestion-${number}`;
  option.role = "option";
  option.setAttribute("aria-selected", "false");
  option.dataset.testid = "suggestion";
  option.dataset.address = PAGES[found.kind] + encodeURIComponent(found.slug);
  const picture = found.image_url ? document.createElement("img") : document.createElement("span");
  if (found.image_url) Object.assign(picture, { src: thumbnail(found.image_url), alt: "", width: 40, height: 40 });
  const kind = document.createElement("small");
  kind.textContent = say(`kind_${found.kind}`);
  option.append(picture, marked(found.name, typed), kind);
  return option;
}

export function wireSearch(form) {
  const input = form.querySelector("[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  Object.assign(list, { id: "suggestions", role: "listbox", className: "suggestions", hidden: true });
  list.setAttribute("aria-label", say("suggestions"));
  list.dataset.testid = "suggestions";
  Object.assign(status, { role: "status", className: "visually-hidden" });
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let active = -1;
  let waiting = 0;
  let asked = null;

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  const choose = (number) => {
    active = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    if (number < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[number].id);
    list.children[number].scrollIntoView({ block: "nearest" });
  };
  const suggest = async () => {
    const typed = input.value.trim();
    asked?.abort();
    asked = new AbortController();
    if (typed.length < SHORTEST) return show(false);
    try {
      const answer = await fetch(`/api/stoa/v1/search/suggestions?q=${encodeURIComponent(typed)}`, { signal: asked.signal, headers: { accept: "application/json" } });
      const found = answer.ok ? (await answer.json()).data : [];
      list.replaceChildren(...found.map((one, number) => optionOf(one, number, typed)));
      status.textContent = found.length ? count("suggested", found.length) : "";
      show(found.length > 0 && document.activeElement === input);
    } catch (failure) {
      if (failure.name !== "AbortError") show(false);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") choose(active > 0 ? active - 1 : last);
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.address);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
  // Before the field loses the focus, or the list would be gone when the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
}
