// Lockers near a postcode, offered as choices of the form.

import { api } from "./api.js";
import { count, say } from "./words.js";

function choice(place) {
  const box = document.getElementById("locker-option").content.cloneNode(true).firstElementChild;
  box.dataset.testid = `locker-option-${place.id}`;
  box.querySelector("input").value = `${place.id}|${place.postal_code}`;
  box.querySelector("strong").textContent = place.name;
  box.querySelector("small").textContent = `${place.address}, ${place.postal_code}${place.operating_hours ? ` · ${place.operating_hours}` : ""}`;
  return box;
}

/** Searches by button or Enter; `searched` runs when what was chosen is no longer on the list. */
export function wireLockers(box, searched) {
  if (!box) return;
  const input = box.querySelector("[name=locker_postal]");
  const state = box.querySelector("[data-locker-state]");
  const list = box.querySelector("[data-locker-list]");
  const search = async () => {
    state.textContent = say("lockers_loading");
    let places = [];
    try {
      places = (await api("GET", `/shipping/lockers/search?postal_code=${encodeURIComponent(input.value.trim())}`)).data;
      state.textContent = places.length > 0 ? count("lockers", places.length) : say("no_lockers");
    } catch (failure) {
      state.textContent = failure.status === 422 ? say("postal_wrong") : failure.message;
    }
    list.replaceChildren(...places.map(choice));
    searched();
  };
  box.querySelector("[data-locker-search]").addEventListener("click", (event) => {
    event.preventDefault();
    search();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    search();
  });
}
