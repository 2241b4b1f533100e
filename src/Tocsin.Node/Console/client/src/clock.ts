import { text } from './texts';

// The node's clock, which may be set to another time than this machine's. It is carried on from when it was last heard.
let heard = { node: Date.now(), at: performance.now() };

export const now = (): number => heard.node + performance.now() - heard.at;

export function ago(since: number): string {
  const seconds = Math.max(0, Math.floor((now() - since) / 1000));
  if (seconds < 60) return text('ago.seconds', seconds);
  if (seconds < 3_600) return text('ago.minutes', Math.floor(seconds / 60));
  if (seconds < 86_400) return text('ago.hours', Math.floor(seconds / 3_600));
  return text('ago.days', Math.floor(seconds / 86_400));
}

/** How long is left until a deadline, or by how much it is late. */
function due(at: number): string {
  const late = at < now();
  return late ? text('due.late', ago(at)) : text('due.left', ago(2 * now() - at));
}

/** Takes the node's time from the top bar, as it stands in the page or came with a fragment. */
export function listenToClock(): void {
  const node = Number(document.querySelector<HTMLElement>('[data-clock]')?.dataset['clock']);
  if (node) heard = { node, at: performance.now() };
  tick();
}

export function startClock(): void {
  listenToClock();
  setInterval(tick, 1_000);
}

function tick(): void {
  const clock = document.querySelector<HTMLElement>('[data-clock]');
  if (clock) {
    const time = new Date(now());
    write(clock.querySelector('.utc'), time.toISOString().slice(11, 19) + ' UTC');
    write(clock.querySelector('.local'), `${local(time, clock.dataset['zone']!)} ${clock.dataset['city']}`);
  }
  for (const moment of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) write(moment, ago(Date.parse(moment.dateTime)));
  for (const deadline of document.querySelectorAll<HTMLTimeElement>('time[data-due][datetime]')) {
    write(deadline, due(Date.parse(deadline.dateTime)));
    deadline.toggleAttribute('data-late', Date.parse(deadline.dateTime) < now());
  }
}

function local(time: Date, timeZone: string): string {
  return time.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
}

// Only what changes is written, or a screen reader and the layout would be busy every second.
function write(element: Element | null, value: string): void {
  if (element && element.textContent !== value) element.textContent = value;
}
