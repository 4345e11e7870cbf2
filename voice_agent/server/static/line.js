/** One call over /ws: the WebSocket and the sound, without a page. */

const RATE_HZ = 16000;
const MOST_WAITING_BYTES = 64000;

/** Something that a person can be told. */
export class Problem extends Error {
  constructor(message, { microphone = false } = {}) {
    super(message);
    this.microphone = microphone;
  }
}

const MICROPHONE = {
  NotAllowedError: "The browser may not use the microphone. Allow it beside the address of this page, then call again.",
  NotFoundError: "No microphone was found. Plug one in, or call without one and type.",
  NotReadableError: "The microphone is in use by another program. Close that program, then call again.",
  OverconstrainedError: "No microphone of this device fits. Plug another one in, or call without one and type.",
};

/** Ask for the microphone.
 *
 * @throws {Problem} says why there is none
 */
export async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Problem(
      "Browsers give the microphone only to pages that come over https, or from this machine. Ask for an https address, or call without a microphone and type.",
      { microphone: true });
  }
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch (error) {
    throw new Problem(MICROPHONE[error.name] ?? `The microphone cannot be used (${error.name}).`, { microphone: true });
  }
}

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
    this.stream = stream;
    this.context = new AudioContext({ latencyHint: "interactive" });
    try {
      await this.context.audioWorklet.addModule("/static/worklet.js");
    } catch (error) {
      throw (await askServer()) ? error : new Problem(AWAY);
    }
    this.sound = new AudioWorkletNode(this.context, "line", {
      numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1], processorOptions: { rateHz: RATE_HZ },
    });
    this.sound.port.onmessage = ({ data }) => this.#said(data);
    if (stream) this.context.createMediaStreamSource(stream).connect(this.sound);
    this.sound.connect(this.context.destination);
    await Promise.race([this.context.resume(), new Promise((done) => setTimeout(done, 1000))]);
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
        this.#stopSound();
        if (!open) failed(new Problem(await whyRefused(this.token)));
        else this.told.onClose(this.ended ? "" : whyClosed(event));
      };
    });
  }

  #heard(data) {
    if (data instanceof ArrayBuffer) {
      this.sound.port.postMessage({ play: data }, [data]);
      return;
    }
    const event = JSON.parse(data);
    if (event.type === "interrupted") this.sound.port.postMessage({ clear: true });
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

  mute(muted) { this.sound.port.postMessage({ mute: muted }); }

  hangUp() {
    this.ended = true;
    this.#send({ type: "hangup" });
    setTimeout(() => this.socket?.close(1000), 500);
    this.#stopSound();
  }

  /** Free everything. Safe to call again. */
  close() {
    this.socket?.close();
    this.#stopSound();
  }

  #stopSound() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.context && this.context.state !== "closed") this.context.close();
  }
}
