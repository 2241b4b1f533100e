import { arm } from './arm';
import { listenToCalls } from './call';
import type { Selecting } from './chart';
import { startClock } from './clock';
import { listenToThemeToggle } from './colours';
import { dropDraft } from './draft';
import { listenToForms } from './forms';
import { listenToKeys } from './keys';
import { Live } from './live';
import type { SituationMap } from './map/map';
import { listenToMenus } from './menus';
import { listenToNewPasskey, listenToPasskey } from './passkey';
import { mountRecordSearch } from './search';
import { listenToTrial } from './trial';
import { mountReport } from './report';
import { Rows } from './rows';
import { text } from './texts';

const TIMELINE_EVERY_MS = 60_000;

listenToThemeToggle();
startClock();
markPage();

const rows = new Rows(row => {
  const { point, lon, lat } = row.dataset;
  void map.then(shown => shown?.select(point ? Number(point) : null, lon && lat ? [Number(lon), Number(lat)] : null));
  if (row.dataset['period']) void series.then(chart => chart?.select(row));
});
const series = mountSeries();
const map = mount();
const timeline = mountTimeline();
listenToKeys(rows);
listenToForms(form => { if (form.matches('[data-draft]')) dropDraft(form); });

const report = document.querySelector<HTMLFormElement>('form[data-draft]');
if (report) mountReport(report, map);
const passkey = document.querySelector<HTMLButtonElement>('[data-passkey]');
if (passkey) listenToPasskey(passkey);
else listenToNode();
const newPasskey = document.querySelector<HTMLFormElement>('[data-add-passkey]');
if (newPasskey) listenToNewPasskey(newPasskey);
const search = document.querySelector<HTMLFormElement>('[data-record-search]');
if (search) mountRecordSearch(search, map);
listenToMenus();
listenToCalls();
listenToTrial();
arm('script');

function listenToNode(): void {
  const live = new Live({
    points: frame => void map.then(shown => shown?.points(frame)),
    fresh: () => void map.then(shown => shown?.fresh()),
    areas: () => void map.then(shown => shown?.areas()),
    timeline: () => void timeline.then(load => load?.()),
  });
  // A link marked data-live changes what the page shows, not the page: the node sends the fragments for it.
  document.addEventListener('click', event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-live]');
    if (!link || event.ctrlKey || event.metaKey || document.body.dataset['link'] !== 'live') return;
    event.preventDefault();
    history.pushState(null, '', link.getAttribute('href')! + location.hash);
    live.show();
  });
  addEventListener('popstate', () => live.show());
}

async function mount(): Promise<SituationMap | null> {
  const element = document.getElementById('map');
  if (!element) return null;
  try {
    const { mountMap } = await import('./map/map');
    const shown = await mountMap(element, point => {
      const row = rows.byPoint(point);
      if (row) rows.select(row);
    }, openDot(element));
    document.body.dataset['map'] = 'ready';
    return shown;
  } catch (error) {
    console.warn(error);
    document.body.dataset['map'] = 'failed';
    const message = Object.assign(document.createElement('p'), { className: 'map-missing', textContent: text('map.failed') });
    element.replaceChildren(message);
    return null;
  }
}

// A dot's number is its record's arrival number; where the rows of a list are drawn, it is the row's.
function openDot(element: HTMLElement): (dot: number) => void {
  return element.dataset['found'] === undefined
    ? dot => location.assign(`/live/records/${dot}`)
    : dot => document.querySelectorAll<HTMLElement>('#records tr[data-lon]')[dot]?.querySelector('a')?.click();
}

async function mountTimeline(): Promise<(() => Promise<void>) | null> {
  const element = document.getElementById('timeline');
  if (!element) return null;
  const { mountTimeline: mountChart } = await import('./timeline');
  const load = await mountChart(element);
  setInterval(() => void load(), TIMELINE_EVERY_MS);
  return load;
}

async function mountSeries(): Promise<Selecting | null> {
  const element = document.querySelector<HTMLElement>('[data-series]');
  if (!element) return null;
  return element.dataset['series'] === 'levels' ? (await import('./levels')).levelsChart(element) : (await import('./series')).countsChart(element);
}

function markPage(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-nav]')) {
    const here = link.dataset['nav'] === '/' ? location.pathname === '/' : location.pathname.startsWith(link.dataset['nav']!);
    if (!here) continue;
    link.setAttribute('aria-current', 'page');
    link.closest('[data-menu]')?.classList.add('here');
  }
}
