import { answer, call, callsShown, type Answered, type Called } from './call';
import { merge } from './fragments';
import { text } from './texts';

const SILENCE_MS = 12_000; // Two beats of five seconds, and a little.
const RESUME_MS = 60_000; // After a longer gap the page starts afresh.
const WORD_BYTES_MAX = 4_096; // More the node does not take: of many calls the last are named.
const RETRY_MS = { first: 500, most: 15_000 };

export interface Listeners {
  /** A binary frame: points for the map. */
  points(frame: ArrayBuffer): void;
  /** The next frame of each layer replaces what the map has. */
  fresh(): void;
  /** The areas of warnings have changed. */
  areas(): void;
  /** The timeline has changed. */
  timeline(): void;
}

interface Word { beat?: number; arrival?: number; areas?: number; timeline?: number; escalated?: Called[]; answered?: Answered[] }

/** The one socket of a page. What it brings is shown; when it brings nothing, the page says so. */
export class Live {
  #socket: WebSocket | null = null;
  #heard = performance.now();
  #everHeard = false;
  #arrival = 0;
  #retry = RETRY_MS.first;

  constructor(private readonly listeners: Listeners) {
    this.#connect();
    setInterval(() => this.#watch(), 1_000);
  }

  /** Tells the node which page is shown: upon opening, and when the address changes without a reload. */
  show(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const word = { page: location.pathname + location.search, since: this.#arrival, called: callsShown() };
    const bytes = (): number => new TextEncoder().encode(JSON.stringify(word)).length;
    while (word.called.length > 0 && bytes() > WORD_BYTES_MAX) word.called.pop();
    this.#socket.send(JSON.stringify(word));
  }

  #connect(): void {
    const address = new URL('/live', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (performance.now() - this.#heard > RESUME_MS) this.#arrival = 0;
      if (this.#arrival === 0) this.listeners.fresh();
      this.show();
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#retry = RETRY_MS.first;
      this.#hear();
      if (typeof data !== 'string') this.listeners.points(data as ArrayBuffer);
      else if (data.startsWith('{')) this.#read(JSON.parse(data) as Word);
      else merge(data);
    };
    socket.onclose = () => { if (socket === this.#socket) this.#reconnect(); };
    this.#socket = socket;
  }

  #read(word: Word): void {
    if (word.arrival !== undefined) this.#arrival = word.arrival;
    if (word.areas !== undefined) this.listeners.areas();
    if (word.timeline !== undefined) this.listeners.timeline();
    if (word.answered !== undefined) answer(word.answered);
    if (word.escalated !== undefined) call(word.escalated); // Last: what it announces replaces what was announced before.
  }

  #hear(): void {
    this.#heard = performance.now();
    this.#everHeard = true;
    this.#say('live');
  }

  #reconnect(): void {
    this.#socket = null;
    this.#say('lost');
    setTimeout(() => this.#connect(), this.#retry * (0.75 + Math.random() / 2));
    this.#retry = Math.min(this.#retry * 2, RETRY_MS.most);
  }

  #watch(): void {
    const silence = performance.now() - this.#heard;
    if (silence > SILENCE_MS && this.#socket) {
      // A half-open connection can stay silent for minutes: end it, and do not wait for the other side's word.
      const silent = this.#socket;
      this.#socket = null;
      silent.close();
      this.#reconnect();
    }
    if (document.body.dataset['link'] === 'lost') this.#say('lost');
  }

  #say(link: 'live' | 'lost'): void {
    if (link === 'lost' && !this.#everHeard && performance.now() - this.#heard < SILENCE_MS) return;
    document.body.dataset['link'] = link;
    const says = document.querySelector('#link .says');
    if (says && says.textContent !== text(`link.${link}`)) says.textContent = text(`link.${link}`);
    const bar = document.getElementById('linkbar')!;
    bar.hidden = link === 'live';
    if (link === 'lost') bar.textContent = text('link.bar', Math.floor((performance.now() - this.#heard) / 1000));
  }
}
