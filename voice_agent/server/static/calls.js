/** Calls of the record, and the story of each: text, reading, command, route, what was heard, times. */

import { get } from "./api.js";
import { h, minutes, ms, percent, readable, routeChip } from "./dom.js";
import { unspoken } from "./captions.js";
import { stageBars, wholeBar } from "./waterfall.js";

const when = (utc) => (utc ? new Date(`${utc}Z`).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }) : "–");
const lasted = (call) => (call.duration_ms === null ? "–" : minutes(call.duration_ms / 1000));

function row(call) {
  return h("tr", {},
    h("td", {}, h("a", { href: `#call/${call.id}` }, call.id.slice(0, 8))),
    h("td", {}, when(call.started_at)),
    h("td", { class: "num" }, lasted(call)),
    h("td", { class: "num" }, String(call.turns ?? "–")),
    h("td", { class: "hide-small" }, call.carrier || "–"),
    h("td", {}, (call.reason ?? "on the line").replaceAll("_", " "),
      call.handed_off ? h("div", { class: "bad small" }, `person: ${call.handed_off}`) : null));
}

export async function showCalls(box) {
  const body = h("tbody");
  const more = h("button", { hidden: true }, "Older calls");
  const only = h("input", { type: "checkbox", id: "only" });
  const none = h("p", { class: "dim", hidden: true }, "No calls are in the record yet.");
  let last = null;
  async function load() {
    const before = last ? `&before=${encodeURIComponent(last.id)}` : "";
    const found = await get(`calls?limit=50${before}${only.checked ? "&handed_off=true" : ""}`);
    body.append(...found.calls.map(row));
    last = found.calls.at(-1) ?? last;
    more.hidden = !found.more;
    none.hidden = body.children.length > 0;
  }
  only.onchange = () => { last = null; body.replaceChildren(); load(); };
  more.onclick = load;
  await load();
  box.append(h("section", { class: "card" },
    h("div", { class: "row" }, h("h2", { class: "grow" }, "Calls of the record"), h("label", { for: "only" }, only, " with a person only")),
    none,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Calls" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Call", "Began"].map((name) => h("th", { scope: "col" }, name)),
        ["Length", "Turns"].map((name) => h("th", { scope: "col", class: "num" }, name)),
        h("th", { scope: "col", class: "hide-small" }, "Carrier"), h("th", { scope: "col" }, "End"))), body)),
    more));
}

function reply(turn) {
  const rest = turn.reply && turn.spoken !== turn.reply ? unspoken(turn.reply, turn.spoken) : "";
  return [turn.reply.slice(0, turn.reply.length - rest.length), rest ? h("s", { title: "not heard by the caller" }, rest) : ""];
}

function facts(turn) {
  const second = turn.ranking.filter((guess) => guess.intent !== turn.intent)[0];
  const rows = [
    ["Reading", turn.intent ? `${turn.intent} ${percent(turn.confidence)}, ${turn.act ?? ""}` : "–"],
    second && second.probability >= 0.01 ? ["Second choice", `${second.intent} ${percent(second.probability)}`] : null,
    turn.details.length ? ["Details", turn.details.map((one) => h("span", { class: "chip" }, `${one.type} ${readable(one.value)}`)).flatMap((chip) => [chip, " "])] : null,
    turn.command && turn.command !== "none" ? ["Command", [turn.command, ...turn.changes].join(" ")] : null,
    turn.escalation > 0.1 ? ["Asks for a person", percent(turn.escalation)] : null,
    turn.route ? ["Route", [routeChip(turn.route), ` ${turn.reason}`]] : null,
    turn.source ? ["Answer from", turn.source] : null,
    turn.heard !== null ? ["Recogniser", `${percent(turn.heard)} sure`] : null,
  ].filter(Boolean);
  return h("dl", { class: "facts" }, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function turnView(turn, budgetMs) {
  const scale = Math.max(budgetMs, turn.v2v_ms ?? 0) * 1.02;
  return h("article", { class: "turn", "aria-label": `Turn ${turn.turn}` },
    h("div", {},
      h("ul", { class: "talk" },
        h("li", { class: "caller" }, h("span", { class: "unseen" }, "Caller: "), turn.transcript || "(nothing was understood)"),
        turn.reply ? h("li", { class: "agent" }, h("span", { class: "unseen" }, "Agent: "), ...reply(turn)) : null),
      facts(turn)),
    h("div", {}, h("h3", {}, `Turn ${turn.turn}: ${turn.v2v_ms === null ? "no spoken answer timed" : ms(turn.v2v_ms)}`),
      turn.v2v_ms === null ? "" : wholeBar(turn.stages, budgetMs, scale), stageBars(turn.stages)));
}

export async function showStory(box, id) {
  const story = h("div");
  const head = h("div");
  let text = "";
  let live = true;
  async function load() {
    const found = await get(`calls/${encodeURIComponent(id)}`);
    live = found.live;
    // What has not changed stays, with what is selected in it.
    const now = JSON.stringify(found);
    if (now === text) return;
    text = now;
    const call = found.call;
    head.replaceChildren(h("h2", {}, `Call ${call.id}`), h("p", { class: "dim" },
      `${when(call.started_at)} · ${call.carrier || "no carrier"} · ${found.live ? "on the line" : `${lasted(call)}, ${(call.reason ?? "never ended").replaceAll("_", " ")}`}`,
      call.handed_off ? ` · person: ${call.handed_off}` : ""));
    story.replaceChildren(...(found.turns.length ? found.turns.map((turn) => turnView(turn, found.turn_budget_ms)) : [h("p", { class: "dim" }, "The caller has not said anything.")]));
  }
  await load();
  box.append(h("p", {}, h("a", { href: "#calls" }, "← all calls")), h("section", { class: "card" }, head, story));
  return () => (live ? load() : undefined);
}
