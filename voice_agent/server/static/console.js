/** The console: tabs by the hash of the address, one module for each. */

import { NeedsToken, get, post, setToken } from "./api.js";
import { showBook } from "./book.js";
import { showCalls, showStory } from "./calls.js";
import { showCharts } from "./charts.js";
import { byId } from "./dom.js";
import { showLive } from "./live.js";
import { showTry } from "./try.js";

const EVERY_MS = 1000;
const VIEWS = { live: showLive, calls: showCalls, call: showStory, charts: showCharts, try: showTry, playbook: showBook };

let refresh = null;
let shown = 0;

function problem(error) {
  byId("login").hidden = !(error instanceof NeedsToken);
  byId("problem").hidden = !error || error instanceof NeedsToken;
  byId("problem").textContent = error?.message ?? "";
  if (error instanceof NeedsToken) {
    byId("view").replaceChildren();
    byId("token").focus();
  }
}

async function go() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  const view = VIEWS[name] ? name : "live";
  const tab = view === "call" ? "calls" : view;
  for (const link of byId("tabs").children) {
    if (link.hash === `#${tab}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const mine = ++shown;
  refresh = null;
  const box = document.createElement("div");
  box.className = "stack";
  try {
    const again = await VIEWS[view](box, decodeURIComponent(rest.join("/")));
    if (mine !== shown) return;
    problem(null);
    byId("view").replaceChildren(box);
    refresh = again ?? null;
  } catch (error) {
    if (mine === shown) problem(error);
  }
}

async function tick() {
  try {
    const live = await get("live");
    byId("title").textContent = `${live.name}: console`;
    byId("state").textContent = live.ready ? `${live.calls.length} of ${live.max_calls} lines busy` : "takes no calls";
    byId("state").className = live.ready ? "chip" : "chip warn";
    if (refresh) await refresh(live);
    if (!byId("problem").hidden) problem(null);
  } catch (error) {
    problem(error);
    byId("state").textContent = "no answer";
  }
  setTimeout(tick, document.hidden ? 5 * EVERY_MS : EVERY_MS);
}

byId("login").onsubmit = (event) => {
  event.preventDefault();
  setToken(byId("token").value.trim());
  byId("token").value = "";
  byId("login").hidden = true;
  go();
};
byId("link").onclick = async () => {
  try {
    open((await post("link")).link, "_blank", "noopener");
  } catch (error) {
    problem(error);
  }
};
addEventListener("hashchange", () => { go(); byId("view").focus(); });
go();
tick();
