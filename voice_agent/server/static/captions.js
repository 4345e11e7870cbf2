/** What both sides of a call said, from the events of the call. */

import { h, percent, readable, routeChip } from "./dom.js";

const ENDED = {
  completed: "The call is over.",
  handoff: "The call goes to a person.",
  caller_silent: "The agent hung up, because nobody spoke.",
  abuse: "The agent ended the call.",
  caller_hangup: "You hung up.",
  caller_gone: "The connection was lost.",
  time_limit: "The longest time of a call is over.",
  protocol: "The server did not understand this page.",
  error: "Something went wrong on the server.",
  server_stopping: "The server is closing for now.",
};

/** Return the end of a reply that was not spoken, by its words: what was spoken may be written otherwise. */
export function unspoken(reply, spoken) {
  if (reply.startsWith(spoken)) return reply.slice(spoken.length);
  let at = 0;
  for (const _ of spoken.split(/\s+/).filter(Boolean)) {
    at = reply.indexOf(" ", at + 1);
    if (at < 0) return "";
  }
  return reply.slice(at);
}

export class Captions {
  /** @param {HTMLElement} list takes the lines */
  constructor(list) {
    this.list = list;
    this.clear();
  }

  clear() {
    this.list.replaceChildren();
    this.caller = null;
    this.turn = null;
    this.why = null;
    this.agent = null;
    this.reply = "";
  }

  note(text) {
    this.list.append(h("li", { class: "note" }, text));
    this.#show();
  }

  /** Take one event of the call. */
  apply(event) {
    switch (event.type) {
      case "partial":
        this.#callerLine(event.turn, event.text, event.tentative);
        break;
      case "transcript":
        this.#callerLine(event.turn, event.text || "(nothing was understood)", "");
        this.agent = null;
        break;
      case "reading":
        this.#whyLine(event.turn, this.#reading(event));
        break;
      case "route":
        this.#whyLine(event.turn, [" ", routeChip(event.to), ` ${event.reason}`]);
        break;
      case "action":
        this.note(`${event.name}: ${event.outcome}`);
        break;
      case "reply":
        this.#agentLine(event);
        break;
      case "interrupted":
        this.#cutOff(event.spoken);
        break;
      case "overrun":
        this.note(`late: ${event.stage} (${event.action.replaceAll("_", " ")})`);
        break;
      case "handoff":
        this.note(`A person is called: ${event.reason}`);
        break;
      case "handoff_result":
        this.note(`A person: ${event.outcome.replaceAll("_", " ")}`);
        break;
      case "error":
        this.note(`Error: ${event.message}`);
        break;
      case "ended":
        this.note(ENDED[event.reason] ?? `The call is over: ${event.reason}.`);
        break;
      default:
        return;
    }
    this.#show();
  }

  #callerLine(turn, text, tentative) {
    if (!this.caller || this.turn !== turn) {
      this.caller = h("li", { class: "caller" });
      this.turn = turn;
      this.why = null;
      this.list.append(this.caller);
    }
    this.caller.replaceChildren(
      h("span", { class: "unseen" }, "You: "), text,
      ...(tentative ? [" ", h("span", { class: "tentative" }, tentative)] : []));
  }

  #whyLine(turn, parts) {
    // A turn that went on is read again.
    if (!this.why || this.why.dataset.turn !== String(turn) || parts[0] !== " ") {
      this.why?.dataset.turn === String(turn) ? this.why.remove() : null;
      this.why = h("li", { class: "why", "data-turn": String(turn) });
      this.list.append(this.why);
    }
    this.why.append(...parts);
  }

  #reading(event) {
    const found = event.entities.map((one) => h("span", { class: "chip" }, `${one.type} ${readable(one.value)}`));
    return [h("span", { class: "chip" }, `${event.intent} ${percent(event.confidence)}`), ...found.flatMap((chip) => [" ", chip])];
  }

  #agentLine(event) {
    // What the agent says unasked is no part of an answer.
    const line = `${event.turn} ${event.source === "agent"}`;
    if (this.agent?.dataset.line !== line) {
      this.agent = h("li", { class: "agent", "data-line": line });
      this.reply = "";
      this.list.append(this.agent);
    }
    this.reply = `${this.reply} ${event.text}`.trim();
    this.agent.replaceChildren(h("span", { class: "unseen" }, "Agent: "), this.reply);
  }

  #cutOff(spoken) {
    if (!this.agent) return;
    const rest = unspoken(this.reply, spoken);
    const said = this.reply.slice(0, this.reply.length - rest.length);
    this.agent.replaceChildren(h("span", { class: "unseen" }, "Agent: "), said, rest ? h("s", {}, rest) : "");
    this.agent = null;
  }

  #show() {
    this.list.parentElement.scrollTop = this.list.parentElement.scrollHeight;
  }
}
