/** One call over /ws: the WebSocket and its sound, without a page. */

import { Problem, RATE_HZ, Sound } from "./sound.js";

export { Problem, microphone } from "./sound.js";

const MOST_WAITING_BYTES = 64000;
const AWAY = "The server cannot be reached. Check the connection, then call again.";

/** Ask what the server says about calls; null if it does not answer. */
async function askServer() {
  try {
    return await (await fetch("/call.json", { cache: "no-store" })).json();
  } catch {
    return null;
  }
}

/** Tell why a call could not begin: a browser's WebSocket does not say what the server answered. */
async function whyRefused(token) {
  const info = await askServer();
  if (!info) return AWAY;
  if (!info.ready) return "The server takes no calls at the moment: it is starting or stopping. Try again in a minute.";
  if (info.token && !token) return "This server asks for a token. Open the link that you were given, or paste the token.";
  if (info.token) return "The server refused the token: it is used up, too old or for another server. Ask for a new one.";
  return "The server refused the call: there are too many calls from here. Try again in a minute.";
}

function whyClosed(event) {
  if (event.code === 1013) return `No free line: ${event.reason || "try again later"}. Try again in a minute.`;
  if (event.code === 1008) return `The server ended the call: ${event.reason || "it did not understand this page"}.`;
  if (event.code === 1000) return "";
  return "The connection was lost, and the call with it. Check the connection, then call again.";
}

export class Line {
  /**
   * @param {Object} told functions: onEvent(event), onSound({level, playing}), onClose(problem)
   * @param {string} token opens the call; empty where none is needed
   */
  constructor(told, token) {
    this.told = told;
    this.token = token;
    this.ended = false;
  }

  /** Connect, with the microphone's stream or without one.
   *
   * @throws {Problem} says why there is no call
   */
  async open(stream) {
    this.sound = new Sound((heard) => this.#said(heard));
    try {
      await this.sound.open(stream);
    } catch (error) {
      throw (await askServer()) ? error : new Problem(AWAY);
    }
    await this.#connect();
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const offered = this.token ? ["voice-agent", `token.${this.token}`] : ["voice-agent"];
    return new Promise((connected, failed) => {
      let open = false;
      this.socket = new WebSocket(`${scheme}://${location.host}/ws?rate=${RATE_HZ}`, offered);
      this.socket.binaryType = "arraybuffer";
      this.socket.onopen = () => { open = true; connected(); };
      this.socket.onmessage = ({ data }) => this.#heard(data);
      this.socket.onclose = async (event) => {
        this.sound.close();
        if (!open) failed(new Problem(await whyRefused(this.token)));
        else this.told.onClose(this.ended ? "" : whyClosed(event));
      };
    });
  }

  #heard(data) {
    if (data instanceof ArrayBuffer) {
      this.sound.play(data);
      return;
    }
    const event = JSON.parse(data);
    if (event.type === "interrupted") this.sound.clear();
    if (event.type === "ended") this.ended = true;
    this.told.onEvent(event);
  }

  #said({ said, level, playing }) {
    // On a line that is too slow, what was just said matters more than all of it.
    if (this.socket?.readyState === WebSocket.OPEN && this.socket.bufferedAmount < MOST_WAITING_BYTES) {
      this.socket.send(said);
    }
    this.told.onSound({ level, playing });
  }

  #send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  press(digit) { this.#send({ type: "dtmf", digit }); }

  type(text) { this.#send({ type: "text", text }); }

  mute(muted) { this.sound.mute(muted); }

  hangUp() {
    this.ended = true;
    this.#send({ type: "hangup" });
    setTimeout(() => this.socket?.close(1000), 500);
    this.sound?.close();
  }

  /** Free everything. Safe to call again. */
  close() {
    this.socket?.close();
    this.sound?.close();
  }
}
