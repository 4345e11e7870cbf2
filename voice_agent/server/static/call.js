/** The call page: buttons, captions and bars around one Line. */

import { Captions } from "./captions.js";
import { byId, h, minutes, ms } from "./dom.js";
import { Line, Problem, microphone } from "./line.js";
import { loudness } from "./sound.js";
import { stageBars, stageLegend, wholeBar } from "./waterfall.js";

const KEYS = "123456789*0#";
const MOST_TURNS = 12;
const STATES = { idle: "not in a call", asking: "asking for the microphone", connecting: "connecting", ended: "call over" };

const captions = new Captions(byId("captions"));
let info = { ready: false, token: false, turn_budget_ms: 0 };
let line = null;
let began = 0;
let timer = 0;
let turns = [];

function state(name, text) {
  const on = !(name in STATES);
  byId("state").textContent = text ?? STATES[name] ?? name;
  byId("state").classList.toggle("on", on);
  const calling = on || name === "asking" || name === "connecting";
  byId("call").hidden = calling;
  byId("hangup").hidden = !calling;
  for (const id of ["mute", "keys-toggle"]) byId(id).hidden = !on;
  for (const id of ["text", "send"]) byId(id).disabled = !on;
  if (!on) byId("keypad").hidden = true;
  byId("keys-toggle").setAttribute("aria-expanded", String(!byId("keypad").hidden));
}

function problem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

async function call(withMicrophone) {
  problem("");
  byId("silent").hidden = true;
  byId("hint").hidden = true;
  captions.clear();
  turns = [];
  draw();
  let stream = null;
  const token = byId("token").value.trim();
  const mine = new Line({ onEvent: (event) => line === mine && onEvent(event), onSound, onClose: (why) => over(mine, why) }, token);
  line = mine;
  try {
    if (withMicrophone) {
      state("asking");
      stream = await microphone();
    }
    state("connecting");
    await mine.open(stream);
    // A token opens one call.
    byId("token").value = "";
    began = performance.now();
    timer = setInterval(tick, 500);
    byId("time").hidden = false;
    state("on the line");
    // Not where that would open a keyboard on the screen.
    byId(matchMedia("(pointer: fine)").matches ? "text" : "hangup").focus({ preventScroll: true });
  } catch (error) {
    if (line !== mine) return;
    const known = error instanceof Problem;
    over(mine, known ? error.message : `The sound of this browser cannot be used (${error.message}).`);
    byId("silent").hidden = !(known && error.microphone);
  }
}

function over(which, why) {
  if (line !== which) return;
  line.close();
  line = null;
  clearInterval(timer);
  byId("level").value = 0;
  byId("mute").setAttribute("aria-pressed", "false");
  problem(why);
  state("ended");
  byId("token-row").hidden = !info.token;
  byId("call").focus({ preventScroll: true });
}

function hangUp() {
  if (!line) return;
  const which = line;
  which.hangUp();
  captions.note("You hung up.");
  over(which, "");
}

function onEvent(event) {
  captions.apply(event);
  const now = {
    speech_started: "listening", speech_stopped: "listening", transcript: "understanding",
    route: "answering", reply: "speaking", interrupted: "listening",
  }[event.type];
  if (now && line) state("on", now);
  if (event.type === "turn") {
    turns.push(event);
    draw();
  }
}

let speaking = false;
function onSound({ level, playing }) {
  byId("level").value = loudness(level);
  if (speaking && !playing && byId("state").textContent === "speaking") state("on", "listening");
  speaking = playing;
}

function draw() {
  byId("no-stages").hidden = turns.length > 0;
  const last = turns.at(-1);
  byId("last").replaceChildren(...(last ? [
    h("h3", {}, `Turn ${last.turn}: ${ms(last.v2v_ms)} to the first sound`), stageBars(last.stages)] : []));
  const scale = Math.max(info.turn_budget_ms, ...turns.map((turn) => turn.v2v_ms)) * 1.02;
  byId("turns").replaceChildren(...turns.slice(-MOST_TURNS).map((turn) => h("div", {},
    h("span", { class: "dim" }, String(turn.turn)), wholeBar(turn.stages, info.turn_budget_ms, scale),
    h("span", { class: "num" }, ms(turn.v2v_ms)))));
  byId("legend").replaceChildren(...(last ? [stageLegend(turns.map((turn) => turn.stages))] : []));
}

function tick() {
  byId("time").textContent = minutes((performance.now() - began) / 1000);
}

function press(digit) {
  if (!line) return;
  line.press(digit);
  // Keys may be a PIN: they are not shown.
  captions.note("key pressed");
}

function setUp() {
  byId("call").onclick = () => call(true);
  byId("silent").onclick = () => call(false);
  byId("hangup").onclick = hangUp;
  byId("mute").onclick = () => {
    const muted = byId("mute").getAttribute("aria-pressed") !== "true";
    byId("mute").setAttribute("aria-pressed", String(muted));
    line?.mute(muted);
  };
  byId("keys-toggle").onclick = () => {
    byId("keypad").hidden = !byId("keypad").hidden;
    byId("keys-toggle").setAttribute("aria-expanded", String(!byId("keypad").hidden));
  };
  byId("keypad").append(...[...KEYS].map((key) => h("button", { type: "button", onclick: () => press(key) }, key)));
  byId("typing").onsubmit = (event) => {
    event.preventDefault();
    const text = byId("text").value.trim();
    if (text && line) line.type(text);
    byId("text").value = "";
  };
  document.addEventListener("keydown", (event) => {
    const writing = ["INPUT", "TEXTAREA"].includes(event.target.tagName);
    if (!writing && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS.includes(event.key)) press(event.key);
  });
  addEventListener("pagehide", () => line?.hangUp());
}

async function start() {
  setUp();
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    byId("token").value = given;
    // Not into the history, and not onto the screen.
    history.replaceState(null, "", location.pathname);
  }
  state("idle");
  byId("call").disabled = false;
  try {
    info = await (await fetch("/call.json", { cache: "no-store" })).json();
  } catch {
    problem("The server cannot be reached. Check the connection, then load this page again.");
    return;
  }
  byId("title").textContent = `Call ${info.name}`;
  document.title = byId("title").textContent;
  byId("token-row").hidden = !info.token || Boolean(given);
  if (!info.ready) problem("The server is still starting. Call in a moment.");
}

start();
