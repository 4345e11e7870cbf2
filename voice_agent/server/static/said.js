/** One sentence from the microphone: begin, then end or drop it. */

import { Problem, RATE_HZ, Sound, microphone } from "./sound.js";

export const MOST_S = 15;

export class Said {
  /** @param {function} onSound takes {level, seconds} every 20 ms */
  constructor(onSound) {
    this.onSound = onSound;
    this.parts = [];
    this.seconds = 0;
  }

  /** Ask for the microphone and listen.
   *
   * @throws {Problem} says why that cannot be
   */
  async begin() {
    const stream = await microphone();
    this.sound = new Sound(({ said, level }) => this.#heard(said, level));
    try {
      await this.sound.open(stream);
    } catch (error) {
      this.drop();
      throw new Problem(`The sound of this browser cannot be used (${error.message}).`);
    }
  }

  #heard(said, level) {
    if (!this.sound) return;
    this.parts.push(said);
    this.seconds += said.byteLength / 2 / RATE_HZ;
    this.onSound({ level, seconds: this.seconds });
  }

  /** Let go of the microphone and return what was said: 16-bit samples at 16 kHz. */
  end() {
    const parts = this.parts;
    this.drop();
    return new Blob(parts);
  }

  /** Let go of the microphone, and forget what was said. Safe to call again. */
  drop() {
    this.sound?.close();
    this.sound = null;
    this.parts = [];
  }
}
