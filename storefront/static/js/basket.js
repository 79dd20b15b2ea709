// The cart: a guest's lives in this browser, a signed-in visitor's on the server. Both offer the
// same verbs and the same lines, so no page needs to know which one it shows.
//
// A line: { id, key, name, address, price (cents charged for one), quantity, unit, stock, picture,
// producer_id, producer_name }. `key` names the line to the store.

import { api, ApiError } from "./api.js";
import { cents, say } from "./words.js";

const KEY = "stoa:cart:v1";
const KEPT = 7 * 24 * 60 * 60 * 1000;
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
  #read() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "null");
      if (stored && stored.expires > Date.now() && Array.isArray(stored.lines)) return stored.lines;
    } catch {
      // A damaged or forbidden store counts as an empty cart.
    }
    return [];
  }

  #write(lines) {
    try {
      if (lines.length === 0) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify({ expires: Date.now() + KEPT, lines }));
    } catch {
      throw new CartRefusal(say("broken"));
    }
  }

  async lines() {
    return this.#read();
  }

  async count() {
    return this.#read().reduce((sum, line) => sum + line.quantity, 0);
  }

  async add(product, quantity) {
    const lines = this.#read();
    const line = lines.find((entry) => entry.id === product.id);
    const wanted = within(product, (line?.quantity ?? 0) + quantity);
    const fresh = { ...product, price: cents(product.price), key: product.id, quantity: wanted };
    this.#write(line ? lines.map((entry) => (entry === line ? fresh : entry)) : [...lines, fresh]);
  }

  async change(line, quantity) {
    within(line, quantity);
    this.#write(this.#read().map((entry) => (entry.key === line.key ? { ...entry, quantity } : entry)));
  }

  async remove(line) {
    this.#write(this.#read().filter((entry) => entry.key !== line.key));
  }

  async clear() {
    this.#write([]);
  }

  /** Asks the shop for today's prices and stock; returns sentences about what has changed. */
  async refresh(money) {
    const said = [];
    const fresh = await Promise.all(this.#read().map((line) => refreshed(line, said, money)));
    this.#write(fresh.filter(Boolean));
    return said;
  }
}

async function refreshed(line, said, money) {
  let product;
  try {
    const answer = await api("GET", `/public/products/${line.id}`);
    product = answer.data ?? answer;
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.status !== 404) return line;
    said.push(say("gone", { name: line.name }));
    return null;
  }
  const price = cents(product.discount_price ?? product.price);
  if (price !== line.price) said.push(say("price_changed", { name: product.name, price: money(price) }));
  const stock = product.stock ?? 0;
  if (stock <= 0) {
    said.push(say("sold_out", { name: product.name }));
    return null;
  }
  if (line.quantity > stock) said.push(say("only_left", { name: product.name, count: stock }));
  return { ...line, name: product.name, price, stock, quantity: Math.min(line.quantity, stock) };
}

class AccountCart {
  #answer = null;

  async #load() {
    this.#answer ??= await api("GET", "/cart/items");
    return this.#answer;
  }

  async lines() {
    return (await this.#load()).cart_items.map(lineOf);
  }

  async count() {
    return (await this.#load()).total_items;
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
    return [];
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

function lineOf(item) {
  const { product } = item;
  const pictures = product.images ?? [];
  const slug = product.slug && !/^\d+$/.test(product.slug) ? product.slug : product.id;
  return {
    id: product.id,
    key: item.id,
    name: product.name,
    address: `/products/${slug}`,
    price: Math.round(cents(item.subtotal) / item.quantity),
    quantity: item.quantity,
    unit: product.unit ?? "",
    stock: product.stock ?? MOST,
    picture: (pictures.find((image) => image.is_primary) ?? pictures[0])?.url ?? product.image_url ?? null,
    producer_id: product.producer?.id,
    producer_name: product.producer?.name ?? "",
  };
}

const signedIn = document.body.dataset.signedIn === "yes";
export const cart = signedIn ? new AccountCart() : new GuestCart();

/** Tells header and page that the cart is no longer what it was. */
export function announce() {
  document.dispatchEvent(new CustomEvent("cart:changed"));
}

let moving;

/** Moves what was chosen before signing in to the account's cart, once; returns sentences to show. */
export function moveGuestLines() {
  moving ??= signedIn ? move() : Promise.resolve([]);
  return moving;
}

async function move() {
  const guest = new GuestCart();
  const lines = await guest.lines();
  if (lines.length === 0) return [];
  const said = [];
  let moved = 0;
  for (const line of lines) {
    try {
      await cart.add(line, line.quantity);
      moved += 1;
    } catch (failure) {
      if (!(failure instanceof CartRefusal)) throw failure;
      said.push(say("not_merged", { name: line.name }));
    }
    await guest.remove(line);
  }
  if (moved > 0) said.unshift(say("merged"));
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
