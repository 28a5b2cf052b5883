// One short, soft sound for each verdict, told apart without looking. None of them is a buzzer: guests hear them.

const NOTES = {
  ok: [[660, 0], [880, 0.12]],
  attention: [[660, 0], [880, 0.12], [990, 0.24]],
  notice: [[520, 0], [520, 0.18]],
  wait: [[390, 0]],
};
const LOUDNESS = 0.08;
const KEY = "door-sound";

let context = null;

export function soundIsOn() {
  return localStorage.getItem(KEY) !== "off";
}

export function setSound(on) {
  localStorage.setItem(KEY, on ? "on" : "off");
  return on;
}

/** Browsers allow sound only after a touch or a key; call it on each. */
export function wakeSound() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

export function play(look) {
  if (!context || !NOTES[look] || !soundIsOn()) return;
  for (const [frequency, delay] of NOTES[look]) {
    const begin = context.currentTime + delay;
    const tone = new OscillatorNode(context, { type: "sine", frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.02);
    volume.gain.linearRampToValueAtTime(0, begin + (look === "wait" ? 0.4 : 0.16));
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 0.5);
  }
}
