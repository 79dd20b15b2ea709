// The cart: a guest's lives in this browser, a signed-in visitor's on the server. Both offer the
// same verbs and the same lines, so no page needs to know which one it shows.
//
// A line: { id, key, name, address, price (cents charged for one), quantity, unit, stock, picture,
// producer_id, producer_name }. `key` names the line to the store. A guest's line also keeps `seen`,
// the price when it was chosen, `wanted` where the stock cuts the quantity, and `gone`.
//
// A change is what is no longer as the visitor saw it: { kind: "gone" | "stock" | "price", key, name,
// wanted, stock, seen, price }. It is told until the visitor says that it was read.

import { api, ApiError, newKey } from "./api.js";
import { thumbnail } from "./pictures.js";
import { cents, say } from "./words.js";

const KEY = "stoa:cart:v1";
const KEPT = 7 * 24 * 60 * 60 * 1000;
const TAKEN = "stoa_cart_taken";
export const MOST = 99;

/** Something the visitor asked for that the shop cannot do; the message says what. */
export class CartRefusal extends Error {}

function within(product, wanted) {
  if (product.stock <= 0) throw new CartRefusal(say("sold_out", { name: product.name }));
  if (wanted > product.stock) throw new CartRefusal(say("only_left", { name: product.name, count: product.stock }));
  if (wanted > MOST) throw new CartRefusal(say("most"));
  return wanted;
}

class GuestCart {
  /** What lies in the store: { id, version, lines }. A damaged or forbidden store is an empty cart. */
  held() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "null");
      if (stored && stored.expires > Date.now() && Array.isArray(stored.lines)) return stored;
    } catch {
      // Told below: nothing is held.
    }
    return { id: newKey(), version: 0, lines: [] };
  }

  #lines() {
    return this.held().lines;
  }

  #write(lines, { id, version } = this.held()) {
    try {
      if (lines.length === 0) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify({ id, version: version + 1, expires: Date.now() + KEPT, lines }));
    } catch {
      throw new CartRefusal(say("broken"));
    }
  }

  async lines() {
    return this.#lines().filter((line) => !line.gone);
  }

  async count() {
    return (await this.lines()).reduce((sum, line) => sum + line.quantity, 0);
  }

  async add(product, quantity) {
    const lines = this.#lines();
    const line = lines.find((entry) => entry.id === product.id && !entry.gone);
    const wanted = within(product, (line?.quantity ?? 0) + quantity);
    const price = cents(product.price);
    const fresh = { ...product, price, seen: price, key: product.id, quantity: wanted };
    this.#write([...lines.filter((entry) => entry.id !== product.id), fresh]);
  }

  async change(line, quantity) {
    within(line, quantity);
    this.#write(this.#lines().map((entry) => (entry.key === line.key ? { ...entry, quantity, wanted: undefined } : entry)));
  }

  async remove(line) {
    this.#write(this.#lines().filter((entry) => entry.key !== line.key));
  }

  async clear() {
    this.#write([]);
  }

  /** Forgets the cart unless it has changed since it was read. */
  forget({ id, version }) {
    const now = this.held();
    if (now.id === id && now.version === version) localStorage.removeItem(KEY);
  }

  /** Asks the shop for today's prices and stock; the cart holds from now on what can be had. */
  async refresh() {
    const before = JSON.stringify(this.#lines());
    const fresh = await Promise.all(this.#lines().map(refreshed));
    if (JSON.stringify(fresh) !== before) this.#write(fresh);
  }

  /** Takes over what forms have put into a cookie, once: the tag tells shop and other tabs that it is here. */
  async adopt({ id, version, tag, lines: kept }) {
    const found = await Promise.all(kept.map(([product, quantity, seen]) => refreshed({ id: product, key: product, quantity, seen, price: seen })));
    const asked = found.every((line) => line.name || line.gone);
    if (!asked || leaving || document.cookie.includes(`${TAKEN}=${tag}`)) return;
    const here = this.#lines();
    const added = found.filter((line) => line.name).map((line) => {
      const same = here.find((entry) => entry.id === line.id && !entry.gone);
      return same ? { ...line, quantity: Math.min(line.quantity + same.quantity, line.stock, MOST) } : line;
    });
    const others = here.filter((line) => !added.some((entry) => entry.id === line.id));
    this.#write([...others, ...added], here.length > 0 ? this.held() : { id, version: version - 1 });
    document.cookie = `${TAKEN}=${tag}; path=/; max-age=${KEPT / 1000}; samesite=lax`;
  }

  async changes() {
    return this.#lines().flatMap(changesOf);
  }

  /** The visitor has read what changed. */
  async acknowledge() {
    const kept = this.#lines().filter((line) => !line.gone);
    this.#write(kept.map((line) => ({ ...line, seen: line.price, wanted: undefined })));
  }
}

async function refreshed(line) {
  let product;
  try {
    const answer = await api("GET", `/public/products/${line.id}`);
    product = answer.data ?? answer;
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.status !== 404) return line;
    return { ...line, gone: true };
  }
  const price = cents(product.discount_price ?? product.price);
  const stock = product.stock ?? 0;
  const wanted = Math.max(line.wanted ?? 0, line.quantity);
  const short = wanted > stock;
  return {
    ...line,
    ...factsOf(product),
    price,
    stock,
    seen: line.seen ?? line.price,
    gone: stock <= 0,
    quantity: short ? stock : line.quantity,
    wanted: short ? wanted : undefined,
  };
}

function changesOf(line) {
  const told = { key: line.key, name: line.name, wanted: line.wanted ?? line.quantity, stock: line.stock, seen: line.seen, price: line.price };
  if (line.gone) return [{ ...told, kind: line.stock <= 0 ? "stock" : "gone", stock: 0 }];
  const found = [];
  if (line.wanted > line.quantity) found.push({ ...told, kind: "stock" });
  if (line.seen !== undefined && line.seen !== line.price) found.push({ ...told, kind: "price" });
  return found;
}

class AccountCart {
  #answer = null;

  async #load() {
    this.#answer ??= await api("GET", "/cart/items");
    return this.#answer;
  }

  async lines() {
    const items = (await this.#load()).cart_items.filter(({ product }) => product.is_active && product.stock > 0);
    return items.map(lineOf);
  }

  async count() {
    return (await this.lines()).reduce((sum, line) => sum + line.quantity, 0);
  }

  async add(product, quantity) {
    await this.#change("POST", "/cart/items", { product_id: product.id, quantity }, product);
  }

  async change(line, quantity) {
    within(line, quantity);
    await this.#change("PATCH", `/cart/items/${line.key}`, { quantity }, line);
  }

  async remove(line) {
    await this.#change("DELETE", `/cart/items/${line.key}`);
  }

  async clear() {
    await this.#change("DELETE", "/cart/clear");
  }

  async refresh() {
    this.#answer = null;
  }

  async changes() {
    const { data } = await api("GET", "/api/stoa/v1/cart/changes");
    return data.map((change) => ({
      kind: change.kind,
      key: change.item_id,
      name: change.name,
      wanted: change.quantity,
      stock: change.stock,
      seen: change.seen_price?.amount,
      price: change.price.amount,
    }));
  }

  async acknowledge(changes) {
    const prices = changes.filter((change) => change.kind === "price").map(({ key, price }) => ({ item_id: key, amount: price }));
    await this.#change("POST", "/api/stoa/v1/cart/changes/acknowledge", { prices });
  }

  async #change(method, path, body, product) {
    this.#answer = null;
    try {
      await api(method, path, body);
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status !== 422 || !product) throw failure;
      const left = failure.body.message?.match(/(\d+) items (left|available)/)?.[1];
      if (left && Number(left) > 0) throw new CartRefusal(say("only_left", { name: product.name, count: left }));
      throw new CartRefusal(say("sold_out", { name: product.name }));
    }
  }
}

function factsOf(product) {
  const pictures = product.images ?? [];
  const slug = product.slug && !/^\d+$/.test(product.slug) ? product.slug : product.id;
  return {
    id: product.id,
    name: product.name,
    address: `/products/${slug}`,
    unit: product.unit ?? "",
    stock: product.stock ?? MOST,
    picture: thumbnail((pictures.find((image) => image.is_primary) ?? pictures[0])?.url ?? product.image_url),
    producer_id: product.producer?.id ?? product.producer_id,
    producer_name: product.producer?.name ?? "",
  };
}

function lineOf(item) {
  const facts = factsOf(item.product);
  const price = Math.round(cents(item.subtotal) / item.quantity);
  return { ...facts, key: item.id, price, quantity: Math.min(item.quantity, facts.stock) };
}

const signedIn = document.body.dataset.signedIn === "yes";
export const cart = signedIn ? new AccountCart() : new GuestCart();

/** Tells header and page that the cart is no longer what it was. */
export function announce() {
  document.dispatchEvent(new CustomEvent("cart:changed"));
}

/** What is no longer as the visitor saw it, as sentences. */
export function told(changes, money) {
  return changes.map((change) => {
    if (change.kind === "price") return say("price_changed", { name: change.name, old: money(change.seen), price: money(change.price) });
    if (change.kind === "gone") return say("gone", { name: change.name });
    if (change.stock <= 0) return say("sold_out", { name: change.name });
    return say("only_left_of", { name: change.name, count: change.stock, wanted: change.wanted });
  });
}

let moving;
let leaving = false;
// A form on its way takes the cookie's cart along: what signing in merges must not stay here too.
document.addEventListener("submit", () => (leaving = true));

/** Brings the visitor's carts together, once: the cookie's into this browser's, or this browser's into the account's; returns sentences to show. */
export function moveGuestLines(money) {
  moving ??= signedIn ? move(money) : adopt();
  return moving;
}

async function adopt() {
  const { keptCart } = document.body.dataset;
  if (keptCart) await cart.adopt(JSON.parse(keptCart));
  return [];
}

async function move(money) {
  const guest = new GuestCart();
  if (guest.held().lines.length === 0) return [];
  await guest.refresh();
  const held = guest.held();
  const said = told(await guest.changes(), money);
  const items = (await guest.lines()).map((line) => ({ product_id: line.id, quantity: line.quantity }));
  if (items.length > 0) {
    // Another tab that brings the same cart, or this one again after a lost answer, bears the same key.
    try {
      await api("POST", "/cart/sync", { items }, { "x-idempotency-key": `cart-${held.id}-${held.version}` });
    } catch (failure) {
      if (!/Idempotency-Key was already used/.test(failure.body?.message)) throw failure; // Brought already, with other numbers.
    }
    await cart.refresh();
    said.unshift(say("merged"));
  }
  guest.forget(held);
  return said;
}

/** Lines by producer, in the order in which the producers came into the cart. */
export function byProducer(lines) {
  const groups = new Map();
  for (const line of lines) {
    const group = groups.get(line.producer_id) ?? { id: line.producer_id, name: line.producer_name, lines: [], subtotal: 0 };
    group.lines.push(line);
    group.subtotal += line.price * line.quantity;
    groups.set(line.producer_id, group);
  }
  return [...groups.values()];
}
