/** The stages of a turn as bars: all of them in one line, and each against its budget. */

import { h, ms, s } from "./dom.js";

/** The order in which a turn passes the stages. */
const ORDER = ["vad", "turns", "stt", "slm", "router", "answer", "llm", "tts", "transport"];

function sorted(stages) {
  return Object.entries(stages).sort(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other));
}

/** Draw a whole turn as one bar; the line shows what a turn may take.
 *
 * @param {Object} stages name -> {ms, budget_ms, over}
 * @param {number} budgetMs what a turn may take, or 0
 * @param {number} scaleMs the time that the full width stands for
 */
export function wholeBar(stages, budgetMs, scaleMs) {
  const parts = [];
  let at = 0;
  for (const [name, stage] of sorted(stages)) {
    const width = (1000 * stage.ms) / scaleMs;
    const title = s("title", {}, `${name} ${ms(stage.ms)}`);
    parts.push(s("rect", { class: `f-${name}`, x: at, y: 0, width, height: 10 }, title));
    at += width;
  }
  const limit = (1000 * budgetMs) / scaleMs;
  const told = sorted(stages).map(([name, stage]) => `${name} ${ms(stage.ms)}`).join(", ");
  return h("div", { class: "whole" }, s(
    "svg", { viewBox: "0 0 1000 10", preserveAspectRatio: "none", role: "img", "aria-label": told },
    s("rect", { class: "track", width: 1000, height: 10 }), parts,
    budgetMs ? s("line", { class: "limit", x1: limit, x2: limit, y1: 0, y2: 10 }) : null,
  ));
}

/** Draw each stage of a turn against its budget: the whole width is twice the budget. */
export function stageBars(stages) {
  return h("div", { class: "stages" }, sorted(stages).map(([name, stage]) => {
    const budget = stage.budget_ms;
    const width = Math.min(1000, (500 * stage.ms) / (budget || Math.max(stage.ms, 1)));
    const told = budget ? `${Math.round(stage.ms)} of ${Math.round(budget)} ms` : ms(stage.ms);
    const bar = s(
      "svg", { viewBox: "0 0 1000 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      s("rect", { class: "track", width: 1000, height: 10 }),
      s("rect", { class: stage.over ? "f-over" : `f-${name}`, width, height: 10 }),
      budget ? s("line", { class: "limit", x1: 500, x2: 500, y1: 0, y2: 10 }) : null,
    );
    const over = stage.over ? h("strong", { class: "bad", title: "over its budget" }, `▲ ${told}`, h("span", { class: "unseen" }, ", over its budget")) : told;
    return h("div", { class: "stage" }, h("span", {}, name), bar, h("span", { class: "num" }, over));
  }));
}

/** Return names and colours of the stages that some turns have. */
export function stageLegend(turns) {
  const names = ORDER.filter((name) => turns.some((turn) => name in turn));
  return h("div", { class: "legend" }, names.map((name) => h("span", {},
    s("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, s("rect", { class: `f-${name}`, width: 10, height: 10 })),
    name)));
}
