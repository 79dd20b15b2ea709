// Sentences, plurals and money in the visitor's language; the page brings the sentences along.

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const language = document.documentElement.lang || "en";
const locale = language === "el" ? "el-GR" : "en-GB";
const currency = document.body.dataset.currency || "EUR";
const moneyFormat = new Intl.NumberFormat(locale, { style: "currency", currency });
const plurals = new Intl.PluralRules(locale);

/** The sentence of a key with its {places} filled. */
export function say(key, values = {}) {
  const sentence = words[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** `key.one` or `key.other`, whichever the language wants for the number. */
export function count(key, number) {
  const form = plurals.select(number) === "one" ? "one" : "other";
  return say(`${key}.${form}`, { count: number });
}

/** An amount in cents as people write it. */
export function money(cents) {
  return moneyFormat.format(cents / 100);
}

/** A wire amount ("12.50" or 12.5) in cents; whole numbers add without rounding errors. */
export function cents(amount) {
  return Math.round(Number(amount) * 100);
}
