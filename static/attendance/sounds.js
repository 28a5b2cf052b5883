// One short, soft sound and one touch for each look, told apart without looking. None is a buzzer: guests hear them.

const LOOKS = {
  ok: { notes: [[660, 0], [880, 0.12]], touch: [60] },
  attention: { notes: [[660, 0], [880, 0.12], [990, 0.24]], touch: [60, 60, 60, 60, 160] },
  welcome: { notes: [[587, 0], [740, 0.12], [587, 0.24]], touch: [60, 80, 60] },
  notice: { notes: [[520, 0], [520, 0.18]], touch: [120, 80, 120] },
  elsewhere: { notes: [[523, 0], [440, 0.18]], touch: [120, 80, 60] },
  wait: { notes: [[390, 0]], touch: [240] },
  search: { notes: [[440, 0], [523, 0.2]], touch: [60, 80, 120] },
  done: { notes: [[784, 0]], touch: [40] },
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
  const said = LOOKS[look];
  if (!said) return;
  if (context) navigator.vibrate?.(said.touch); // without a touch before it, browsers refuse this too
  if (!context || !soundIsOn()) return;
  for (const [frequency, delay] of said.notes) {
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
