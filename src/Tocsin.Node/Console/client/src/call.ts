import { text } from './texts';

/** A warning for which officers are called. */
export interface Called { thread: string; step: number; severity: number; headline: string; exercise: boolean; at: number; you: boolean }

/** Sounds and notifies; a browser that allows neither shows the warning as it shows every other. */
export function call(called: Called): void {
  sound(called.exercise ? 1 : called.severity >= 3 ? 3 : 2);
  const words = `${called.exercise ? 'EXERCISE ' : ''}${called.headline}`;
  if ('Notification' in window && Notification.permission === 'granted') {
    new Notification(called.you ? text('call.you') : text('call.others'), { body: words, tag: called.thread }).onclick = () => { location.href = `/warnings/${encodeURIComponent(called.thread)}`; };
  }
}

function sound(times: number): void {
  const audio = new AudioContext();
  if (audio.state !== 'running') { void audio.close(); return; } // Browsers let a page sound only after its reader has touched it.
  for (let i = 0; i < times; i++) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.2;
    tone.frequency.value = 880;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + i * 0.5);
    tone.stop(audio.currentTime + i * 0.5 + 0.25);
    if (i === times - 1) tone.onended = () => { void audio.close(); };
  }
}
