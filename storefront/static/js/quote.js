// What delivery costs, per producer, for a postcode.

import { api, ApiError } from "./api.js";
import { cents, say } from "./words.js";

/** Raised when nobody can be asked to pay for this delivery; the message says what to do. */
export class QuoteRefusal extends Error {
  constructor(message, field) {
    super(message);
    this.field = field;
  }
}

/** The quote in cents: { total, codFee, zone, quotedAt, producers: Map(id -> {cost, free, threshold, name}) }. */
export async function quote(lines, postalCode, { method = "HOME", payment = "COD" } = {}) {
  const items = lines.map((line) => ({ product_id: line.id, quantity: line.quantity }));
  let answer;
  try {
    answer = await api("POST", "/public/shipping/quote-cart", { postal_code: postalCode, method, payment_method: payment === "COD" ? "COD" : "CARD", items });
  } catch (failure) {
    throw explained(failure);
  }
  const producers = new Map(
    answer.producers.map((entry) => [
      entry.producer_id,
      {
        name: entry.producer_name,
        cost: cents(entry.shipping_cost),
        free: entry.is_free,
        threshold: cents(entry.threshold_eur),
        zone: entry.zone,
      },
    ]),
  );
  return {
    producers,
    total: cents(answer.total_shipping),
    codFee: cents(answer.cod_fee ?? 0),
    zone: answer.zone_name,
    quotedAt: answer.quoted_at,
  };
}

function explained(failure) {
  if (!(failure instanceof ApiError)) return failure;
  const { error, unavailable_producers: names, errors } = failure.body;
  if (error === "ZONE_UNAVAILABLE") return new QuoteRefusal(say("zone_unavailable", { names: (names ?? []).join(", ") }));
  if (error === "PRODUCTS_NOT_FOUND") return new QuoteRefusal(say("products_gone"));
  if (errors?.postal_code) return new QuoteRefusal(say("postal_wrong"), "postal_code");
  if (failure.status === 422) return new QuoteRefusal(say("products_gone"));
  return new QuoteRefusal(failure.status === 0 || failure.status === 429 ? failure.message : say("quote_failed"));
}
