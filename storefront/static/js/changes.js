// What changed in the cart since the visitor saw it: told on the cart and at the checkout, until it
// was read.

import { announce, cart, told } from "./basket.js";
import { toast } from "./toasts.js";
import { money, say } from "./words.js";

const box = document.querySelector("[data-changes]");

/** Shows what changed, or hides the box; `afterwards` runs once the visitor has read it. */
export async function showChanges(afterwards = () => undefined) {
  const found = await cart.changes();
  box.hidden = found.length === 0;
  box.querySelector("ul").replaceChildren(
    ...told(found, money).map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }),
  );
  box.querySelector("button").onclick = async () => {
    try {
      await cart.acknowledge(found);
      await showChanges(afterwards);
      await afterwards();
      announce();
      if (box.hidden) document.querySelector("h1").focus();
    } catch (failure) {
      toast(failure.message || say("broken"), { kind: "error" });
    }
  };
}
