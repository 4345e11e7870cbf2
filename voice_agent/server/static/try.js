/** Try a sentence: what it is read as, what it may be confused with, and where it would go. */

import { get, post } from "./api.js";
import { h, minutes, ms, percent, readable, routeChip, s } from "./dom.js";
import { MOST_S, Said } from "./said.js";
import { loudness } from "./sound.js";

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

/** Return a button that listens until it is pressed again, and what shows that it does.
 *
 * @param {function} take takes a Blob of what was said
 * @param {function} problem shows a text; empty if there is none
 */
function speakButton(take, problem) {
  const button = h("button", { type: "button", id: "speak" }, "Speak");
  const level = h("meter", { min: "0", max: "1", value: "0", "aria-label": "Microphone", hidden: true });
  const status = h("span", { class: "small dim", id: "listening", role: "status" });
  // Not read out: the microphone would hear it.
  const time = h("span", { class: "small dim", id: "spoken", "aria-hidden": "true" });
  let said = null;

  function show(name, told = "") {
    button.textContent = name;
    button.classList.toggle("stop", name === "Stop");
    level.hidden = name !== "Stop";
    status.textContent = told;
    time.textContent = "";
  }

  function heard({ level: loud, seconds }) {
    level.value = loudness(loud);
    time.textContent = minutes(seconds);
    if (!button.isConnected) said.drop();
    else if (seconds >= MOST_S) {
      said.drop();
      said = null;
      show("Speak");
      problem(`That was longer than ${MOST_S} seconds: say one sentence, then press “Stop”.`);
    }
  }

  async function begin() {
    problem("");
    show("Speak", "Asking for the microphone");
    said = new Said(heard);
    await said.begin();
    show("Stop", "Listening");
  }

  async function end() {
    const sound = said.end();
    said = null;
    show("Speak", "Recognising");
    await take(sound);
    show("Speak");
  }

  button.onclick = async () => {
    button.disabled = true;
    try {
      await (said ? end() : begin());
    } catch (error) {
      said = null;
      show("Speak");
      problem(error.message);
    }
    button.disabled = false;
  };
  return [button, h("span", { class: "row" }, level, status, time)];
}

export async function showTry(box) {
  const book = await get("playbook");
  const text = h("input", { type: "text", id: "sentence", maxlength: "2000", autocomplete: "off", placeholder: "What a caller may say" });
  const asked = h("select", { id: "asked" }, h("option", { value: "" }, "nothing: a new request"),
    book.questions.map((one) => h("option", { value: one.text }, `${one.label}: ${one.text}`)));
  const found = h("div", { class: "tried", "aria-live": "polite" });
  const wrong = h("p", { class: "bad", role: "alert" });

  function problem(told) {
    if (told) found.replaceChildren();
    wrong.textContent = told;
  }

  async function read() {
    if (!text.value.trim()) return;
    problem("");
    try {
      const answer = await post("try", { text: text.value, asked: asked.value });
      found.replaceChildren(...answer.tried.map(result));
    } catch (error) {
      problem(error.message);
    }
  }

  async function hear(sound) {
    // The server wants samples: who stops before the first of them arrives has said nothing.
    const heard = sound.size ? await post(`hear?asked=${encodeURIComponent(asked.value)}`, sound) : { text: "" };
    text.value = heard.text;
    if (heard.text) await read();
    else problem("Nothing was heard. Look whether the bar moves while you speak, then speak again.");
  }

  const form = h("form", { class: "card stack" }, h("h2", {}, `Try a sentence on ${book.compared.join(" and ")}`),
    h("div", {}, h("label", { for: "sentence" }, "Sentence"), text),
    h("div", {}, h("label", { for: "asked" }, "The agent has just asked"), h("div", {}, asked)),
    h("div", { class: "row" }, h("button", { class: "primary" }, "Try it"), speakButton(hear, problem),
      h("span", { class: "dim small" }, "Nothing is done, and nothing is recorded.")), wrong);
  form.onsubmit = (event) => {
    event.preventDefault();
    read();
  };
  box.append(form, found);
}
