// The cart page: lines by producer, quantities, what is missing to free delivery, sums.

import { announce, byProducer, cart, MOST, moveGuestLines } from "./basket.js";
import { showChanges } from "./changes.js";
import { quote } from "./quote.js";
import { toast } from "./toasts.js";
import { money, say } from "./words.js";

const page = document.querySelector("[data-cart]");
const find = (name, within = page) => within.querySelector(`[data-${name}]`);
const QUOTE_WAIT = 250;
let quoteTimer = 0;
let drawing = 0;

function fragment(id) {
  return document.getElementById(id).content.cloneNode(true).firstElementChild;
}

async function attempt(work, box) {
  const error = find("line-error", box);
  error.hidden = true;
  try {
    await work();
    await draw();
    announce();
  } catch (failure) {
    error.textContent = failure.message || say("broken");
    error.hidden = false;
    const input = find("line-quantity", box);
    input.value = input.defaultValue;
  }
}

function lineBox(line) {
  const box = fragment("cart-line");
  box.dataset.product = line.id;
  for (const link of box.querySelectorAll("[data-line-link]")) link.href = line.address;
  find("line-name", box).textContent = line.name;
  find("line-each", box).textContent = say("each", { price: money(line.price) }) + (line.unit ? ` · ${line.unit}` : "");
  find("line-total", box).textContent = money(line.price * line.quantity);
  const picture = find("line-picture", box);
  if (line.picture) {
    picture.src = line.picture;
    picture.nextElementSibling.remove();
  } else picture.remove();
  const input = find("line-quantity", box);
  const most = Math.min(line.stock, MOST);
  input.defaultValue = line.quantity;
  input.value = line.quantity;
  input.max = most;
  input.setAttribute("aria-label", say("quantity_of", { name: line.name }));
  const change = (quantity) => attempt(() => cart.change(line, Math.max(1, Math.trunc(quantity) || 1)), box);
  input.addEventListener("change", () => change(Number(input.value)));
  const less = find("line-less", box);
  const more = find("line-more", box);
  less.disabled = line.quantity <= 1;
  more.disabled = line.quantity >= most;
  less.addEventListener("click", () => change(line.quantity - 1));
  more.addEventListener("click", () => change(line.quantity + 1));
  const remove = find("line-remove", box);
  remove.setAttribute("aria-label", say("remove_named", { name: line.name }));
  remove.addEventListener("click", () => attempt(() => cart.remove(line), box));
  return box;
}

function groupBox(group) {
  const box = fragment("cart-group");
  box.dataset.producer = group.id;
  find("group-name", box).textContent = group.name;
  find("group-lines", box).append(...group.lines.map(lineBox));
  return box;
}

function show(name, visible) {
  find(name).hidden = !visible;
}

/** Draws the cart; focus stays on the control that was used. */
async function draw() {
  const turn = ++drawing;
  const lines = await cart.lines();
  if (turn !== drawing) return;
  const focused = document.activeElement;
  const kept = focused?.closest("[data-product]")?.dataset.product;
  const control = [...(focused?.attributes ?? [])].find((attribute) => attribute.name.startsWith("data-line-"))?.name;
  const groups = byProducer(lines);
  const subtotal = groups.reduce((sum, group) => sum + group.subtotal, 0);
  find("cart-groups").replaceChildren(...groups.map(groupBox));
  find("cart-subtotal").textContent = money(subtotal);
  find("cart-total").textContent = money(subtotal);
  show("cart-loading", false);
  show("cart-empty", lines.length === 0);
  show("cart-full", lines.length > 0);
  show("cart-many", groups.length > 1);
  if (kept && control) {
    const same = page.querySelector(`[data-product="${kept}"] [${control}]`);
    (same?.disabled ? find("line-quantity", same.closest("[data-product]")) : same)?.focus();
  }
  clearTimeout(quoteTimer);
  if (lines.length > 0) quoteTimer = setTimeout(() => estimate(lines, groups, subtotal, turn), QUOTE_WAIT);
}

async function estimate(lines, groups, subtotal, turn) {
  const postalCode = sessionStorage.getItem("stoa:postal") || page.dataset.postalCode;
  if (!postalCode) return;
  let found;
  try {
    found = await quote(lines, postalCode);
  } catch {
    return; // The estimate is a courtesy; checkout asks again and explains.
  }
  if (turn !== drawing) return;
  const note = find("cart-estimate");
  note.textContent = say("estimate", { code: postalCode });
  note.hidden = false;
  find("cart-shipping").textContent = found.total ? money(found.total) : say("free");
  find("cart-cod").textContent = money(found.codFee);
  show("cart-cod-line", found.codFee > 0);
  find("cart-total").textContent = money(subtotal + found.total + found.codFee);
  for (const group of groups) showProgress(group, found.producers.get(group.id));
}

function showProgress(group, part) {
  const box = page.querySelector(`[data-producer="${group.id}"]`);
  if (!part || !box) return;
  const missing = part.free ? 0 : part.threshold - group.subtotal;
  const progress = find("group-progress", box);
  find("group-free-text", box).textContent =
    missing > 0 ? say("free_missing", { amount: money(missing) }) : say("free_reached");
  progress.value = part.threshold > 0 ? Math.min(100, (group.subtotal / part.threshold) * 100) : 100;
  find("group-free", box).hidden = false;
}

find("cart-clear").addEventListener("click", async () => {
  if (!confirm(say("confirm_clear"))) return;
  try {
    await cart.clear();
    await draw();
    announce();
  } catch (failure) {
    toast(failure.message || say("broken"), { kind: "error" });
  }
});

try {
  await moveGuestLines(money);
  await draw();
  await cart.refresh();
  await showChanges(draw);
  await draw();
  announce();
} catch (failure) {
  show("cart-loading", false);
  toast(failure.message || say("broken"), { kind: "error" });
}
