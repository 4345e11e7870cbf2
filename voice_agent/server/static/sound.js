/** The microphone and the loudspeaker, at the rate of a line. */

export const RATE_HZ = 16000;
const MICROPHONE = {
  NotAllowedError: "The browser may not use the microphone. Allow it beside the address of this page, then try again, or go without one and type.",
  NotFoundError: "No microphone was found. Plug one in, then try again, or go without one and type.",
  NotReadableError: "The microphone is in use by another program. Close that program, then try again, or go without one and type.",
  OverconstrainedError: "No microphone of this device fits. Plug another one in, then try again, or go without one and type.",
};

/** Something that a person can be told. */
export class Problem extends Error {
  constructor(message, { microphone = false } = {}) {
    super(message);
    this.microphone = microphone;
  }
}

/** Ask for the microphone.
 *
 * @throws {Problem} says why there is none
 */
export async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Problem(
      "Browsers give the microphone only to pages that come over https, or from this machine. Ask for an https address, or go without one and type.",
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

/** Return the level of a meter, 0 to 1: loudness as an ear has it, from -60 dB to 0. */
export function loudness(level) {
  return Math.max(0, Math.min(1, 1 + Math.log10(Math.max(level, 1e-4)) / 3));
}

export class Sound {
  /** @param {function} onSound takes {said, level, playing} every 20 ms; said has 16-bit samples */
  constructor(onSound) {
    this.onSound = onSound;
  }

  /** Begin, with the microphone's stream or without one. */
  async open(stream) {
    this.stream = stream;
    this.context = new AudioContext({ latencyHint: "interactive" });
    await this.context.audioWorklet.addModule("/static/worklet.js");
    this.node = new AudioWorkletNode(this.context, "line", {
      numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1], processorOptions: { rateHz: RATE_HZ },
    });
    this.node.port.onmessage = ({ data }) => this.onSound(data);
    if (stream) this.context.createMediaStreamSource(stream).connect(this.node);
    this.node.connect(this.context.destination);
    await Promise.race([this.context.resume(), new Promise((done) => setTimeout(done, 1000))]);
  }

  play(samples) { this.node.port.postMessage({ play: samples }, [samples]); }

  clear() { this.node.port.postMessage({ clear: true }); }

  mute(muted) { this.node.port.postMessage({ mute: muted }); }

  /** Free microphone and loudspeaker. Safe to call again. */
  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.context && this.context.state !== "closed") this.context.close();
  }
}
