/** Who is on the line now. */

import { h, minutes, routeChip } from "./dom.js";

export async function showLive(box) {
  const body = h("tbody");
  const none = h("p", { class: "dim" }, "Nobody is on the line. “Call it” opens the call page.");
  const table = h("table", {},
    h("thead", {}, h("tr", {}, ["Call", "Time", "Turns", "Agent", "Intent", "Route"].map((name) => h("th", { scope: "col", class: ["Time", "Turns"].includes(name) ? "num" : null }, name)))),
    body);
  box.append(h("section", { class: "card" }, h("h2", {}, "On the line"), none, h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Calls on the line" }, table)));
  table.hidden = true;
  return (live) => {
    none.hidden = live.calls.length > 0;
    table.hidden = live.calls.length === 0;
    body.replaceChildren(...live.calls.map((call) => h("tr", {},
      h("td", {}, h("a", { href: `#call/${call.id}` }, call.id.slice(0, 8)), h("div", { class: "dim small" }, call.carrier)),
      h("td", { class: "num" }, minutes(call.for_s)),
      h("td", { class: "num" }, String(call.turns)),
      h("td", {}, call.agent, call.handed_off ? h("div", { class: "bad small" }, call.handed_off) : null),
      h("td", {}, call.intent ?? "–"),
      h("td", {}, call.route ? routeChip(call.route) : "–"))));
  };
}
