import { listenToClock } from './clock';
import { announceText } from './fragments';
import { text } from './texts';

/** A warning for which officers are called. */
export interface Called { thread: string; step: number; severity: number; headline: string; exercise: boolean; at: number; acknowledgeBy?: number; you: boolean }

/** A call that waits for nobody any more, and who did what. */
export interface Answered { thread: string; words?: string }

const SOUND = 'sound'; // 'off', or nothing: what the officer chose for this browser.
const NOTIFY = 'notify'; // 'on', or nothing.

const ANSWERED_SHOWN_MS = 8_000;

const TONES_MAX = 12; // Six seconds, however many are called for at once.

/** Sounds, notifies and says it on the page for each warning, as far as the officer and the browser allow. */
export function call(calls: Called[]): void {
  if (localStorage.getItem(SOUND) !== 'off') sound(Math.min(TONES_MAX, calls.reduce((tones, called) => tones + (called.exercise ? 1 : called.severity >= 3 ? 3 : 2), 0)));
  show(calls);
  if (mayNotify()) calls.forEach(say);
}

/** The threads of the calls that the page, or a notification of it, shows and that wait still: those of the page first, the last of each before the others. */
export const callsShown = (): string[] => [...new Set([...dialog().open ? waiting().map(row => row.dataset['thread']!) : [], ...[...notices.keys()].reverse()])];

/** Says for a while who answered a call, and takes it off the page. */
export function answer(answers: Answered[]): void {
  const told: string[] = [];
  for (const { thread, words } of answers) {
    notices.get(thread)?.close();
    notices.delete(thread);
    const row = waiting().find(shown => shown.dataset['thread'] === thread);
    if (!row) continue;
    const said = words ?? text('call.over');
    row.dataset['answered'] = '';
    row.querySelector('time')!.hidden = true;
    row.querySelector('.answered')!.textContent = said;
    setTimeout(() => leave(row), ANSWERED_SHOWN_MS);
    told.push(`${row.querySelector('b')!.textContent}. ${said}`);
  }
  if (told.length === 0) return;
  entitle();
  announceText(told.join('. '));
}

// Not from under the pointer or the keyboard: with the last row the whole dialog goes.
function leave(row: HTMLElement): void {
  const shown = dialog();
  const isLast = row.parentElement?.childElementCount === 1;
  if (row.matches(':hover, :focus-within') || (isLast && shown.matches(':focus-within'))) {
    setTimeout(() => leave(row), ANSWERED_SHOWN_MS);
    return;
  }
  row.remove();
  if (shown.querySelectorAll('li').length === 0) shown.open = false;
}

function say(called: Called): void {
  const words = `${called.exercise ? `${text('call.exercise')} ` : ''}${text(`level.${called.severity}`)}: ${called.headline}${called.acknowledgeBy ? `\n${text('call.by', minute(called.acknowledgeBy))}` : ''}`;
  const notice = new Notification(title(called), { body: words, tag: called.thread });
  notice.onclick = () => { location.href = address(called); };
  notices.set(called.thread, notice);
}

/** The officer says what this browser does: it is asked for leave upon a click, and never by itself. */
export function listenToCalls(): void {
  settle();
  document.addEventListener('click', event => {
    const target = event.target as Element;
    if (target.closest('[data-call-close]')) dialog().open = false;
    else if (target.closest('[data-sound-trial]')) sound(2);
    else if (target.closest('[data-print]')) print();
    else if (target.closest('[data-sound]')) { keep(SOUND, localStorage.getItem(SOUND) === 'off' ? null : 'off'); settle(); }
    else if (target.closest('[data-notify]')) void notify();
  });
}

const notices = new Map<string, Notification>();
const title = (called: Called): string => called.you ? text('call.you') : text('call.others');
const address = (called: Called): string => `/warnings/${encodeURIComponent(called.thread)}`;
const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
const dialog = (): HTMLDialogElement => document.getElementById('call') as HTMLDialogElement;
const waiting = (): HTMLElement[] => [...dialog().querySelectorAll<HTMLElement>('li:not([data-answered])')];
const mayNotify = (): boolean => 'Notification' in window && Notification.permission === 'granted' && localStorage.getItem(NOTIFY) === 'on';

function keep(key: string, value: string | null): void {
  if (value === null) localStorage.removeItem(key);
  else localStorage.setItem(key, value);
}

async function notify(): Promise<void> {
  if (!('Notification' in window)) return;
  if (mayNotify()) keep(NOTIFY, null);
  else if (await Notification.requestPermission() === 'granted') keep(NOTIFY, 'on');
  settle();
}

// Buttons say what is, and what a click changes.
function settle(): void {
  const loud = localStorage.getItem(SOUND) !== 'off';
  for (const button of document.querySelectorAll('[data-sound]')) {
    button.textContent = loud ? text('sound.on') : text('sound.off');
    button.setAttribute('aria-pressed', String(loud));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-notify]')) {
    button.textContent = mayNotify() ? text('notify.on') : text('notify.ask');
    button.setAttribute('aria-pressed', String(mayNotify()));
    button.disabled = !('Notification' in window) || Notification.permission === 'denied';
  }
  const refused = !('Notification' in window) || Notification.permission === 'denied';
  for (const says of document.querySelectorAll('[data-notify-says]')) says.textContent = refused ? text('notify.refused') : '';
}

// Shown without taking the focus: whoever types goes on typing. What was called before and not closed stays below.
function show(calls: Called[]): void {
  const shown = dialog();
  const list = shown.querySelector('ul')!;
  if (!shown.open) list.replaceChildren();
  for (const called of calls) {
    for (const earlier of [...list.children]) if ((earlier as HTMLElement).dataset['thread'] === called.thread) earlier.remove();
    list.prepend(row(shown, called));
  }
  entitle();
  shown.open = true;
  listenToClock();
  announceText(calls.map(called => `${title(called)}: ${text(`level.${called.severity}`)}, ${called.headline}`).join('. '));
}

// Whoever is called by one of them is called.
function entitle(): void {
  const rows = waiting();
  dialog().querySelector('h2')!.textContent = text(rows.length === 0 ? 'call.over' : rows.some(row => row.dataset['you'] !== undefined) ? 'call.you' : 'call.others');
}

function row(shown: HTMLElement, called: Called): HTMLElement {
  const made = shown.querySelector('template')!.content.firstElementChild!.cloneNode(true) as HTMLElement;
  const [chip, due] = [made.querySelector<HTMLElement>('.chip')!, made.querySelector<HTMLTimeElement>('time')!];
  made.dataset['thread'] = called.thread;
  if (called.you) made.dataset['you'] = '';
  made.querySelector('b')!.textContent = `${called.exercise ? `${text('call.exercise')} ` : ''}${called.headline}`;
  chip.dataset['level'] = String(called.severity);
  chip.textContent = text(`level.${called.severity}`);
  due.hidden = called.acknowledgeBy === undefined;
  if (called.acknowledgeBy !== undefined) {
    due.dateTime = new Date(called.acknowledgeBy).toISOString();
    due.title = text('call.by', minute(called.acknowledgeBy));
  }
  made.querySelector('a')!.href = address(called);
  return made;
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
