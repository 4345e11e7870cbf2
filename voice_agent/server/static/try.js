/** Try a sentence: what it is read as, what it may be confused with, and where it would go. */

import { get, post } from "./api.js";
import { h, ms, percent, readable, routeChip, s } from "./dom.js";

function ranking(tried) {
  return h("div", { class: "bars" }, tried.ranking.flatMap((guess) => [
    h("span", {}, guess.intent === tried.intent ? h("strong", {}, guess.intent) : guess.intent),
    s("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      s("rect", { class: "track", width: 100, height: 10 }),
      s("rect", { class: guess.intent === tried.intent ? "f-answer" : "f-slm", width: 100 * guess.probability, height: 10 })),
    h("span", { class: "num" }, percent(guess.probability))]));
}

function result(tried) {
  const details = tried.details.map((one) => h("span", { class: "chip" }, `${one.type} ${readable(one.value)}`));
  const rows = [
    ["Route", [routeChip(tried.route), ` ${tried.reason}`]],
    ["Details", details.length ? details.flatMap((chip) => [chip, " "]) : "none"],
    ["Command", tried.command === "none" ? "none: it does not answer the agent" : tried.command],
    ["Act, mood", `${tried.act}, ${tried.sentiment}`],
    ["Asks for a person", `${percent(tried.escalation)}${tried.escalation > 0.5 ? ` (${tried.escalation_reason})` : ""}`],
    ["Complete", percent(tried.completeness)],
    tried.section ? ["Best section", `${tried.section} (fits ${percent(tried.fits)})`] : null,
    ["Took", ms(tried.ms)],
  ].filter(Boolean);
  return h("section", { class: "card" }, h("h2", {}, tried.pipeline),
    h("p", {}, h("strong", {}, tried.intent), ` with ${percent(tried.confidence)}`),
    tried.doubt ? h("p", { class: "notice warn" }, `May be confused with ${tried.doubt}: add phrases to both that tell them apart.`) : null,
    ranking(tried), h("p"),
    h("dl", { class: "facts" }, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
}

export async function showTry(box) {
  const book = await get("playbook");
  const text = h("input", { type: "text", id: "sentence", maxlength: "2000", autocomplete: "off", placeholder: "What a caller may say" });
  const asked = h("select", { id: "asked" }, h("option", { value: "" }, "nothing: a new request"),
    book.questions.map((one) => h("option", { value: one.text }, `${one.label}: ${one.text}`)));
  const found = h("div", { class: "tried", "aria-live": "polite" });
  const wrong = h("p", { class: "bad", role: "alert" });
  const form = h("form", { class: "card stack" }, h("h2", {}, `Try a sentence on ${book.compared.join(" and ")}`),
    h("div", {}, h("label", { for: "sentence" }, "Sentence"), text),
    h("div", {}, h("label", { for: "asked" }, "The agent has just asked"), h("div", {}, asked)),
    h("div", { class: "row" }, h("button", { class: "primary" }, "Try it"), h("span", { class: "dim small" }, "Nothing is done, and nothing is recorded.")), wrong);
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    wrong.textContent = "";
    try {
      const answer = await post("try", { text: text.value, asked: asked.value });
      found.replaceChildren(...answer.tried.map(result));
    } catch (error) {
      found.replaceChildren();
      wrong.textContent = error.message;
    }
  };
  box.append(form, found);
}
