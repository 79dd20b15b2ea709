// Checkout: a form, a live quote per producer, one order. Nothing is ordered twice: an attempt
// keeps its idempotency key until its answer is known or the visitor changes something.

import { api, ApiError, newKey } from "./api.js";
import { announce, byProducer, cart, moveGuestLines } from "./basket.js";
import { showChanges } from "./changes.js";
import { wireLockers } from "./lockers.js";
import { quote } from "./quote.js";
import { toast } from "./toasts.js";
import { cents, money, say } from "./words.js";

const page = document.querySelector("[data-checkout]");
const form = page.querySelector("[data-checkout-form]");
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
const field = (name) => form.elements.namedItem(name);
const QUOTE_WAIT = 350;
const TOLD_BY_FIELD = { "shipping_address.email": "email", "shipping_address.phone": "phone", "shipping_address.name": "name", "shipping_address.line1": "line1", "shipping_address.line2": "line2", "shipping_address.city": "city", "shipping_address.postal_code": "postal_code", notes: "notes", terms_accepted: "terms", locker_id: "locker" };

const state = { lines: [], subtotal: 0, quote: null, quoteFailure: "", attempt: null, sending: false };

// What has been chosen; a shop that offers no choice shows none.
const picked = (name) => form.querySelector(`[name="${name}"]:checked`);
const method = () => picked("shipping_method")?.value ?? "HOME";
const kept = () => (method() === "HOME" && JSON.parse(picked("address")?.dataset.address ?? "null")) || null;
const shown = (name) => field(name)?.offsetParent !== null;
const locker = () => picked("locker")?.value.split("|") ?? ["", ""];
const postalCode = () => (method() === "LOCKER" ? locker()[1] : (kept()?.postal_code ?? field("postal_code").value.trim()));

// What has to be typed: field name -> sentence about what is wrong, or nothing.
const five = page.dataset.postal === "five";
const postalFits = (value) => (five ? /^\d{5}$/ : /^[A-Za-z0-9][A-Za-z0-9 -]{2,11}$/).test(value);
const filled = (value) => (value ? "" : say("required"));
const CHECKS = {
  name: filled,
  email: (value) => filled(value) || (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? "" : say("email_wrong")),
  phone: (value) => filled(value) || (value.replace(/\D/g, "").length >= 8 ? "" : say("phone_wrong")),
  line1: filled,
  postal_code: (value) => filled(value) || (postalFits(value) ? "" : say(five ? "postal_wrong_five" : "postal_wrong")),
  city: filled,
};

function showError(name, sentence) {
  const control = field(name);
  const place = document.getElementById(`${name}-error`);
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
  if (!(control instanceof Element)) return;
  if (sentence) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

function checked(name) {
  const sentence = CHECKS[name](field(name).value.trim());
  showError(name, sentence);
  return sentence;
}

/** Fills the box above the form; each entry is { sentence, name?, address?, text? }. */
function showSummary(entries) {
  const box = find("checkout-errors");
  box.hidden = entries.length === 0;
  box.querySelector("ul").replaceChildren(
    ...entries.map(({ sentence, name, address, text }) => {
      const item = document.createElement("li");
      const label = name && name !== "terms" && document.querySelector(`label[for="${name}"]`)?.firstChild.textContent.trim();
      const link = document.createElement("a");
      if (name) {
        link.href = `#${name}`;
        link.textContent = label ? `${label}: ${sentence}` : sentence;
        item.append(link);
      } else item.append(sentence);
      if (address) {
        link.href = address;
        link.textContent = text;
        item.append(" ", link);
      }
      return item;
    }),
  );
  if (entries.length > 0) {
    box.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  }
}

function drawSummary() {
  const groups = byProducer(state.lines);
  state.subtotal = groups.reduce((sum, group) => sum + group.subtotal, 0);
  const boxes = groups.flatMap((group) => {
    const title = document.createElement("h3");
    title.textContent = group.name;
    return [title, ...group.lines.map(summaryLine)];
  });
  find("summary-lines").replaceChildren(...boxes);
  find("checkout-many").hidden = groups.length < 2;
  drawSums();
}

function summaryLine(line) {
  const box = document.getElementById("summary-line").content.cloneNode(true).firstElementChild;
  const picture = find("line-picture", box);
  if (line.picture) picture.src = line.picture;
  else picture.classList.add("broken");
  find("line-name", box).textContent = line.name;
  find("line-count", box).textContent = `${line.quantity} × ${money(line.price)}`;
  find("line-total", box).textContent = money(line.price * line.quantity);
  return box;
}

function drawSums() {
  const shipping = state.quote?.total;
  const fee = state.quote?.codFee ?? 0;
  const total = state.subtotal + (shipping ?? 0) + fee;
  find("sum-subtotal").textContent = money(state.subtotal);
  find("sum-shipping").textContent = shipping === undefined ? "–" : shipping ? money(shipping) : say("free");
  find("sum-zone").textContent = state.quote?.zone ?? "";
  find("sum-cod-line").hidden = fee === 0;
  find("sum-cod").textContent = money(fee);
  find("sum-total").textContent = money(total);
  find("submit-total").textContent = shipping === undefined ? "" : `· ${money(total)}`;
}

function drawQuote() {
  const list = find("quote-producers");
  const error = find("quote-error");
  error.textContent = state.quoteFailure;
  error.hidden = !state.quoteFailure;
  list.hidden = !state.quote;
  const parts = state.quote ? [...state.quote.producers.entries()] : [];
  list.replaceChildren(
    ...parts.map(([id, part]) => {
      const box = document.getElementById("quote-line").content.cloneNode(true).firstElementChild;
      box.dataset.testid = `shipping-producer-${id}`;
      find("quote-name", box).textContent = part.name;
      find("quote-note", box).textContent = part.zone ?? "";
      const cost = find("quote-cost", box);
      cost.dataset.testid = `shipping-cost-${id}`;
      cost.textContent = part.cost ? money(part.cost) : say("free");
      cost.classList.toggle("free", part.cost === 0);
      return box;
    }),
  );
  drawSums();
}

let quoteTurn = 0;
let quoteTimer = 0;

/** Asks for the quote of the postcode that stands in the form; the last question wins. */
async function askQuote() {
  const turn = ++quoteTurn;
  const code = postalCode();
  const note = find("quote-state");
  state.quote = null;
  state.quoteFailure = "";
  if (!postalFits(code)) {
    note.textContent = say(method() === "LOCKER" ? "quote_locker" : "quote_waiting");
    drawQuote();
    return;
  }
  note.textContent = say("quote_loading");
  drawQuote();
  try {
    const found = await quote(state.lines, code, { method: method(), payment: picked("payment_method")?.value });
    if (turn !== quoteTurn) return;
    state.quote = found;
    sessionStorage.setItem("stoa:postal", code);
  } catch (failure) {
    if (turn !== quoteTurn) return;
    if (failure.field) showError(kept() ? "address" : failure.field, failure.message);
    state.quoteFailure = failure.message || say("quote_failed");
  }
  note.textContent = "";
  drawQuote();
}

function shippingAddress() {
  const value = (name) => field(name).value.trim() || null;
  const whom = { name: value("name"), phone: value("phone"), email: value("email") };
  if (method() === "LOCKER") return { ...whom, country: page.dataset.country };
  const { line1, line2, city, postal_code, country, name = whom.name } = kept() ?? { line1: value("line1"), line2: value("line2"), city: value("city"), postal_code: value("postal_code"), country: page.dataset.country };
  return { ...whom, name, line1, line2, city, postal_code, country };
}

function orderBody() {
  return {
    items: state.lines.map((line) => ({ product_id: line.id, quantity: line.quantity })),
    currency: document.body.dataset.currency,
    shipping_method: method(),
    ...(method() === "LOCKER" ? { locker_id: locker()[0] } : {}),
    payment_method: picked("payment_method").value,
    shipping_address: shippingAddress(),
    notes: field("notes").value.trim() || null,
    quoted_subtotal: state.subtotal / 100,
    quoted_shipping: state.quote.total / 100,
    quoted_at: state.quote.quotedAt,
    terms_accepted: true, // problems() lets nobody through who has not accepted them.
    terms_version: page.dataset.termsVersion,
  };
}

/** The key of this attempt: the same body keeps it, a changed body or a clear refusal ends it. */
function attemptKey(body) {
  const text = JSON.stringify(body);
  if (state.attempt?.text !== text) state.attempt = { text, key: newKey() };
  return state.attempt.key;
}

function problems() {
  const found = Object.keys(CHECKS)
    .filter(shown)
    .map((name) => ({ name, sentence: checked(name) }))
    .filter((entry) => entry.sentence);
  const unchosen = method() === "LOCKER" && !picked("locker") ? say("locker_needed") : "";
  showError("locker", unchosen);
  if (unchosen) found.push({ name: "locker", sentence: unchosen });
  const terms = field("terms").checked ? "" : say("terms_needed");
  showError("terms", terms);
  if (terms) found.push({ name: "terms", sentence: terms });
  if (state.quoteFailure) found.push({ sentence: state.quoteFailure });
  return found;
}

function sending(now) {
  state.sending = now;
  const button = find("checkout-submit");
  button.setAttribute("aria-disabled", String(now));
  find("submit-text").dataset.text ??= find("submit-text").textContent;
  find("submit-text").textContent = now ? say("placing") : find("submit-text").dataset.text;
}

async function submit() {
  if (state.sending) return;
  const found = problems();
  showSummary(found);
  if (found.length > 0) return;
  sending(true);
  try {
    if (!state.quote) await askQuote();
    if (!state.quote) showSummary([{ sentence: state.quoteFailure || say("quote_failed") }]);
    else await place();
  } finally {
    sending(false);
  }
}

async function place() {
  const body = orderBody();
  let answer;
  try {
    answer = await api("POST", "/public/orders", body, { "x-idempotency-key": attemptKey(body) });
  } catch (failure) {
    await explain(failure);
    return;
  }
  state.attempt = null;
  await cart.clear().catch(() => undefined);
  const stays = await keepAddress();
  location.assign(`/thank-you?token=${encodeURIComponent(answer.data.public_token)}${stays ? "" : "&address=unkept"}`);
  await new Promise(() => undefined); // The button stays busy until the page has changed.
}

/** Keeps the typed address where the buyer asked for it; false if it could not be kept. */
async function keepAddress() {
  if (!field("save_address")?.checked || !shown("save_address")) return true;
  const { email, ...address } = shippingAddress();
  return api("POST", "/api/stoa/v1/addresses", { ...address, type: "shipping" }).then(() => true, () => false);
}

/** What can be had by now, at the prices of now: shown, and told why, before anybody presses again. */
async function lookAgain(sentence, back) {
  await cart.refresh();
  await showChanges();
  state.lines = await cart.lines();
  announce();
  drawSummary();
  await askQuote();
  showSummary([{ sentence, ...back }]);
}

async function explain(failure) {
  if (!(failure instanceof ApiError)) throw failure;
  const { status, body } = failure;
  const back = { address: "/cart", text: say("go_cart") };
  if (status === 409 && body.code === "SHIPPING_CHANGED") return acceptChange(body);
  if (status === 409 && /idempot|in progress|being processed/i.test(body.message ?? "")) return showSummary([{ sentence: say("in_progress") }]);
  if (status === 0 || status >= 500) return showSummary([{ sentence: say("try_again") }]);
  state.attempt = null;
  if (status === 409 && body.code === "PRICES_CHANGED") return lookAgain(say("prices_changed"), back);
  if (status === 409) return lookAgain(say(body.available > 0 ? "stock_named" : "stock_none", body), back);
  if (status === 400) return showSummary([{ sentence: say("products_gone"), ...back }]);
  if (status === 403) return showSummary([{ sentence: say("refused") }]);
  if (status === 422) return showSummary(fieldProblems(body));
  return showSummary([{ sentence: failure.message }]);
}

function fieldProblems(body) {
  return Object.keys(body.errors ?? { "": [] }).map((key) => {
    const told = TOLD_BY_FIELD[key];
    const name = kept() && told && !shown(told) ? "address" : told;
    if (key === "terms_version") return { name: "terms", sentence: say("terms_changed") };
    if (!name) return { sentence: body.error === "ZONE_UNAVAILABLE" ? say("zone_unavailable", { names: (body.unavailable_producers ?? []).join(", ") }) : key.startsWith("items") ? say("products_gone") : body.message || say("broken") };
    showError(name, say("field_wrong"));
    return { name, sentence: say("field_wrong") };
  });
}

/** Shows old and new delivery costs; the order goes on only if the visitor says so. */
async function acceptChange(body) {
  const dialog = find("changed-dialog");
  find("changed-old").textContent = money(cents(body.quoted_total));
  find("changed-new").textContent = money(cents(body.locked_total));
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  state.attempt = null;
  await askQuote();
  if (dialog.returnValue === "yes" && state.quote) await place();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
for (const name of Object.keys(CHECKS)) {
  field(name).addEventListener("blur", () => field(name).value && checked(name));
  field(name).addEventListener("input", () => field(name).hasAttribute("aria-invalid") && checked(name));
}
field("terms").addEventListener("change", () => field("terms").checked && showError("terms", ""));
form.addEventListener("change", (event) => {
  if (["shipping_method", "payment_method", "address", "locker"].includes(event.target.name)) askQuote();
});
wireLockers(document.querySelector("[data-lockers]"), askQuote);
field("postal_code").addEventListener("input", () => {
  clearTimeout(quoteTimer);
  quoteTimer = setTimeout(askQuote, QUOTE_WAIT);
});

try {
  await moveGuestLines(money);
  await cart.refresh();
  await showChanges();
  state.lines = await cart.lines();
  find("checkout-loading")?.remove();
  find("checkout-empty").hidden = state.lines.length > 0;
  page.hidden = state.lines.length === 0;
  announce();
  if (state.lines.length > 0) {
    if (!field("postal_code").value) field("postal_code").value = sessionStorage.getItem("stoa:postal") ?? "";
    drawSummary();
    await askQuote();
  }
} catch (failure) {
  find("checkout-loading")?.remove();
  toast(failure.message || say("broken"), { kind: "error" });
}
