// Every page: cart count, adding to the cart, menus, filters that send themselves.

import { announce, cart, CartRefusal, moveGuestLines } from "./basket.js";
import { wireSearch } from "./search.js";
import { toast } from "./toasts.js";
import { count, money, say } from "./words.js";

document.documentElement.classList.add("scripted");

async function showCount() {
  const badge = document.querySelector("[data-cart-count]");
  const link = document.querySelector("[data-cart-link]");
  if (!badge) return;
  const number = await cart.count().catch(() => 0);
  badge.textContent = number > 99 ? "99+" : String(number);
  badge.hidden = number === 0;
  const label = link.querySelector(".menu-label").textContent;
  link.setAttribute("aria-label", number ? `${label}: ${count("items", number)}` : label);
}

async function addToCart(button, product, quantity) {
  button.setAttribute("aria-busy", "true");
  try {
    await cart.add(product, quantity);
    toast(say("added", { name: product.name }), { link: { text: say("view_cart"), address: "/cart" } });
    announce();
  } catch (failure) {
    toast(failure.message || say("broken"), { kind: "error" });
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function wireAdding() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") !== "true") addToCart(button, JSON.parse(button.dataset.add), 1);
  });
  for (const box of document.querySelectorAll("[data-buy]")) {
    const input = box.querySelector("[data-quantity]");
    const within = (value) => Math.min(Math.max(Math.trunc(value) || 1, 1), Number(input.max) || 99);
    const show = (value) => {
      input.value = within(value);
      box.querySelector('[data-step="-1"]').disabled = Number(input.value) <= 1;
      box.querySelector('[data-step="1"]').disabled = Number(input.value) >= within(Infinity);
    };
    for (const step of box.querySelectorAll("[data-step]")) {
      step.addEventListener("click", () => show(Number(input.value) + Number(step.dataset.step)));
    }
    input.addEventListener("change", () => show(Number(input.value)));
    const button = box.querySelector("[data-buy-button]");
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      show(Number(input.value));
      if (button.getAttribute("aria-busy") !== "true") addToCart(button, JSON.parse(box.dataset.buy), Number(input.value));
    });
    show(1);
  }
}

function wireMenus() {
  const menus = [...document.querySelectorAll("[data-menu]")];
  const close = (menu, focus) => {
    if (!menu.open) return;
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target) || event.target.closest(".menu-sheet a")) close(menu);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of menus) close(menu, menu.contains(document.activeElement));
  });
}

function wireForms() {
  for (const form of document.querySelectorAll("[data-send-on-change]")) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, [type=checkbox]")) form.requestSubmit();
    });
    // Empty fields would only lengthen the address.
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    });
  }
  const errors = document.querySelector("form .field-wrong :is(input, select, textarea)");
  if (errors) errors.focus();
}

function hideBrokenPictures() {
  document.addEventListener("error", (event) => {
    if (event.target instanceof HTMLImageElement) event.target.classList.add("broken");
  }, true);
}

document.addEventListener("cart:changed", showCount);
wireAdding();
wireMenus();
wireForms();
wireSearch(document.querySelector("[data-suggest]"));
hideBrokenPictures();

try {
  const [merged, ...changed] = await moveGuestLines(money);
  if (merged) toast(merged);
  for (const sentence of changed) toast(sentence, { kind: "error" });
} catch (failure) {
  if (failure instanceof CartRefusal) toast(failure.message, { kind: "error" });
}
announce();
