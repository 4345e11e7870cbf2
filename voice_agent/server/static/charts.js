/** Latency, routes and hand-offs over time, drawn as SVG. */

import { get } from "./api.js";
import { h, ms, percent, s } from "./dom.js";

const WIDTH = 640;
const HEIGHT = 190;
const LEFT = 52;
const BOTTOM = 24;
const TOP = 10;
const ROUTES = ["answer", "retrieve", "clarify", "llm", "human"];
const NAMES = { answer: "playbook", retrieve: "knowledge", clarify: "asks again", llm: "LLM", human: "person" };

/** Round up to a number that people count in. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((one) => one >= value);
}

function frame(label, top, unit, spans, spanS) {
  const room = HEIGHT - TOP - BOTTOM;
  const y = (value) => TOP + room * (1 - value / top);
  const step = (WIDTH - LEFT - 8) / spans.length;
  const parts = [0, 0.5, 1].map((share) => s("g", {},
    s("line", { class: "grid", x1: LEFT, x2: WIDTH - 8, y1: y(share * top), y2: y(share * top) }),
    s("text", { x: LEFT - 6, y: y(share * top) + 4, "text-anchor": "end" }, `${Math.round(share * top)}${unit}`)));
  const every = Math.ceil(spans.length / 6);
  spans.forEach((span, index) => {
    if (index % every) return;
    const at = new Date(`${span.at}Z`);
    const text = spanS * spans.length > 2 * 86400
      ? at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })
      : at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    parts.push(s("text", { x: LEFT + step * (index + 0.5), y: HEIGHT - 6, "text-anchor": "middle" }, text));
  });
  return { svg: s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, parts), x: (index) => LEFT + step * (index + 0.5), y, step };
}

function lineOf(chart, values, kind) {
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    path += `${index > 0 && values[index - 1] !== null ? "L" : "M"}${chart.x(index)} ${chart.y(value)}`;
  });
  chart.svg.append(s("path", { class: `line ${kind}`, d: path }));
  values.forEach((value, index) => {
    if (value !== null) chart.svg.append(s("circle", { class: `dot ${kind}`, cx: chart.x(index), cy: chart.y(value), r: 3 }, s("title", {}, ms(value))));
  });
}

function latency(found) {
  const top = nice(Math.max(found.turn_budget_ms, ...found.spans.map((span) => span.p95_ms ?? 0)));
  const chart = frame(`Voice-to-voice time: median ${ms(found.whole.p50_ms)}, 95th percentile ${ms(found.whole.p95_ms)}`, top, "", found.spans, found.span_s);
  const budget = chart.y(found.turn_budget_ms);
  chart.svg.append(s("line", { class: "limit", x1: LEFT, x2: WIDTH - 8, y1: budget, y2: budget, "stroke-dasharray": "2 4" }));
  lineOf(chart, found.spans.map((span) => span.p95_ms), "second");
  lineOf(chart, found.spans.map((span) => span.p50_ms), "");
  return [chart.svg, h("div", { class: "legend" },
    h("span", {}, key("dot"), "median"), h("span", {}, key("dot second"), "95th percentile"), h("span", {}, `dotted: budget of ${ms(found.turn_budget_ms)}`))];
}

function key(name) {
  return s("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, s("rect", { class: name, width: 10, height: 10 }));
}

function routes(found) {
  const told = ROUTES.map((to) => `${NAMES[to]} ${percent((found.whole.routes[to] ?? 0) / Math.max(found.whole.turns, 1))}`).join(", ");
  const chart = frame(`Routes: ${told}`, 100, " %", found.spans, found.span_s);
  found.spans.forEach((span, index) => {
    const all = ROUTES.reduce((sum, to) => sum + (span.routes[to] ?? 0), 0);
    let before = 0;
    for (const to of ROUTES) {
      const share = (100 * (span.routes[to] ?? 0)) / Math.max(all, 1);
      if (share) {
        const y = chart.y(before + share);
        chart.svg.append(s("rect", { class: `f-${to}`, x: chart.x(index) - 0.4 * chart.step, width: 0.8 * chart.step, y, height: chart.y(before) - y },
          s("title", {}, `${NAMES[to]}: ${span.routes[to]} of ${all}`)));
      }
      before += share;
    }
  });
  return [chart.svg, h("div", { class: "legend" }, ROUTES.map((to) => h("span", {}, key(`f-${to}`), NAMES[to])))];
}

function handoffs(found) {
  const top = nice(Math.max(4, ...found.spans.map((span) => span.calls)));
  const chart = frame(`${found.whole.calls} calls, ${found.whole.handed_off} of them to a person`, top, "", found.spans, found.span_s);
  found.spans.forEach((span, index) => {
    const bar = (count, name, title) => {
      if (count) chart.svg.append(s("rect", { class: name, x: chart.x(index) - 0.4 * chart.step, width: 0.8 * chart.step, y: chart.y(count), height: chart.y(0) - chart.y(count) }, s("title", {}, title)));
    };
    bar(span.calls, "f-stt", `${span.calls} calls`);
    bar(span.handed_off, "f-human", `${span.handed_off} to a person`);
  });
  return [chart.svg, h("div", { class: "legend" }, h("span", {}, key("f-stt"), "calls"), h("span", {}, key("f-human"), "of these to a person"))];
}

function figures(found) {
  const whole = found.whole;
  const all = Math.max(whole.calls, 1);
  return h("div", { class: "figures" }, [
    [String(whole.calls), "calls"], [String(whole.turns), "turns"], [ms(whole.p50_ms), "median to the first sound"],
    [ms(whole.p95_ms), "95th percentile"], [percent(whole.handed_off / all), "calls to a person"],
  ].map(([value, name]) => h("div", { class: "card" }, h("div", { class: "big" }, value), h("div", { class: "dim small" }, name))));
}

export async function showCharts(box) {
  const hours = h("select", { id: "hours" }, [[1, "the last hour"], [24, "the last 24 hours"], [168, "the last 7 days"], [720, "the last 30 days"]]
    .map(([value, name]) => h("option", { value: String(value), selected: value === 24 }, name)));
  const body = h("div", { class: "stack" });
  async function load() {
    const found = await get(`charts?hours=${hours.value}`);
    const card = (title, parts) => h("section", { class: "card" }, h("h2", {}, title), parts);
    body.replaceChildren(
      ...(found.complete ? [] : [h("div", { class: "notice warn" }, "There were too many calls to count them all: these are the newest.")]),
      figures(found), h("div", { class: "charts" }, card("Time to the first sound of an answer (ms)", latency(found)),
        card("Where turns went", routes(found)), card("Calls and people", handoffs(found))));
  }
  hours.onchange = load;
  await load();
  box.append(h("div", { class: "row" }, h("label", { for: "hours" }, "Show"), hours), body);
}
