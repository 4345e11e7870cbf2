/** The sound card's side of a call, in the audio thread: microphone to the line, line to the ear.
 *
 * The line has its own rate; the sound card has another one. Messages in: {play: ArrayBuffer} of
 * 16-bit samples, {clear: true}, {mute: boolean}. Messages out: {said: ArrayBuffer} every 20 ms,
 * and {level, playing} with them.
 */

const CROSSINGS = 12;
const STEPS = 256;
const START_S = 0.05;
const WAIT_S = 0.08;
const FADE_S = 0.06;

/** A windowed sinc, sampled finely: one half of it, as it is symmetric. */
const KERNEL = Float32Array.from({ length: CROSSINGS * STEPS + 2 }, (_, index) => {
  const x = index / STEPS;
  if (x >= CROSSINGS) return 0;
  const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS);
  return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
});

/** Changes the sample rate of a stream. */
class Resampler {
  constructor(from, to) {
    this.same = from === to;
    this.step = from / to;
    this.cutoff = Math.min(1, to / from) * (to < from ? 0.92 : 0.96);
    this.reach = Math.ceil(CROSSINGS / this.cutoff);
    this.reset();
  }

  reset() {
    this.kept = new Float32Array(this.reach);
    this.at = this.reach;
  }

  push(samples) {
    if (this.same) return samples;
    const all = new Float32Array(this.kept.length + samples.length);
    all.set(this.kept);
    all.set(samples, this.kept.length);
    const count = Math.max(0, Math.ceil((all.length - this.reach - this.at) / this.step));
    const made = new Float32Array(count);
    for (let index = 0; index < count; index++, this.at += this.step) {
      const middle = Math.floor(this.at);
      let sum = 0;
      for (let tap = middle - this.reach + 1; tap <= middle + this.reach; tap++) {
        const place = Math.abs(this.at - tap) * this.cutoff * STEPS;
        const whole = place | 0;
        if (whole >= CROSSINGS * STEPS) continue;
        const weight = KERNEL[whole] + (place - whole) * (KERNEL[whole + 1] - KERNEL[whole]);
        sum += weight * (all[tap] ?? 0);
      }
      made[index] = sum * this.cutoff;
    }
    const drop = Math.max(0, Math.floor(this.at) - this.reach);
    this.kept = all.slice(drop);
    this.at -= drop;
    return made;
  }
}

class LineProcessor extends AudioWorkletProcessor {
  constructor(options) {
    super();
    const lineHz = options.processorOptions.rateHz;
    this.out = new Resampler(sampleRate, lineHz);
    this.in = new Resampler(lineHz, sampleRate);
    this.packet = new Int16Array(lineHz / 50);
    this.filled = 0;
    this.power = 0;
    this.muted = false;
    this.queue = [];
    this.queued = 0;
    this.waiting = true;
    this.waited = 0;
    this.fade = 0;
    this.silence = new Float32Array(128);
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(message) {
    if (message.play) {
      const coded = new Int16Array(message.play);
      const made = this.in.push(Float32Array.from(coded, (one) => one / 32768));
      this.queue.push(made);
      this.queued += made.length;
    } else if (message.clear) {
      // What is being played fades out, because a cut clicks; the rest is dropped.
      const fading = this.read(Math.min(this.queued, Math.round(FADE_S * sampleRate)));
      fading.forEach((one, index) => { fading[index] = one * (1 - index / fading.length); });
      this.queue = [fading];
      this.queued = fading.length;
      this.in.reset();
    } else if ("mute" in message) {
      this.muted = message.mute;
    }
  }

  read(count) {
    const made = new Float32Array(count);
    let at = 0;
    while (at < count && this.queue.length) {
      const first = this.queue[0];
      const part = first.subarray(0, count - at);
      made.set(part, at);
      at += part.length;
      if (part.length === first.length) this.queue.shift();
      else this.queue[0] = first.subarray(part.length);
    }
    this.queued -= at;
    return made;
  }

  process(inputs, outputs) {
    const speaker = outputs[0][0];
    this.listen(this.muted ? this.silence : inputs[0][0] ?? this.silence);
    if (this.waiting && this.queued) {
      this.waited += speaker.length;
      // A little is kept in hand, so that a packet that is late is not heard.
      if (this.queued >= START_S * sampleRate || this.waited >= WAIT_S * sampleRate) this.waiting = false;
    }
    if (!this.waiting) {
      speaker.set(this.read(speaker.length));
      if (this.queued <= 0) {
        this.waiting = true;
        this.waited = 0;
      }
    }
    for (const other of outputs[0].slice(1)) other.set(speaker);
    return true;
  }

  listen(samples) {
    for (const sample of this.out.push(samples)) {
      const limited = Math.max(-1, Math.min(1, sample));
      this.power += limited * limited;
      this.packet[this.filled++] = Math.round(32767 * limited);
      if (this.filled < this.packet.length) continue;
      const said = this.packet.buffer.slice(0);
      const level = Math.sqrt(this.power / this.filled);
      this.port.postMessage({ said, level, playing: !this.waiting }, [said]);
      this.filled = 0;
      this.power = 0;
    }
  }
}

registerProcessor("line", LineProcessor);
