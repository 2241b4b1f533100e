import uPlot from 'uplot';
import { colour, onThemeChange } from './colours';
import { onMerged } from './fragments';
import { text } from './texts';

const PRINT = { width: 680, height: 260 };
const KEYS: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: at => at - 1,
  ArrowRight: at => at + 1,
  ArrowDown: at => at - 1,
  ArrowUp: at => at + 1,
  PageDown: at => at - 13,
  PageUp: at => at + 13,
  Home: () => 0,
  End: (_, last) => last,
};

type Numbers = (number | null)[];
interface Drawn { at: number[]; count: Numbers; alarm: Numbers; expected: Numbers; threshold: Numbers; rows: (HTMLTableRowElement | null)[] }

/** A series' chart: drawn from the table beside it, read period by period with the arrow keys. Gaps stay gaps. */
export class SeriesChart {
  readonly #plot: HTMLElement;
  readonly #readout: HTMLElement;
  #chart: uPlot | null = null;
  #drawn: Drawn = read(null);
  #said = '';
  #selected = '';
  #printing = false;

  constructor(root: HTMLElement) {
    this.#plot = root.querySelector('.plot')!;
    this.#readout = root.querySelector('.readout')!;
    this.#take();
    onMerged(() => this.#take());
    onThemeChange(() => this.#draw());
    new ResizeObserver(() => { if (!this.#printing) this.#chart?.setSize(this.#size()); }).observe(this.#plot);
    this.#plot.addEventListener('keydown', event => this.#key(event));
    this.#plot.addEventListener('pointerleave', () => this.#show());
    this.#listenToPrinter();
  }

  /** Shows the period of a row of the table. */
  select(row: HTMLElement): void {
    this.#selected = row.id;
    this.#show();
  }

  #take(): void {
    const table = document.getElementById('periods');
    const said = table?.querySelector('tbody')?.innerHTML ?? '';
    if (said === this.#said) return;
    this.#said = said;
    this.#drawn = read(table);
    this.#draw();
  }

  #draw(): void {
    this.#chart?.destroy();
    this.#chart = new uPlot(options(this.#drawn, this.#size(), at => this.#hover(at)), data(this.#drawn), this.#plot);
    this.#show();
  }

  // Places of periods in what is drawn: a gap has none.
  get #places(): number[] {
    return this.#drawn.rows.flatMap((row, i) => row ? [i] : []);
  }

  #key(event: KeyboardEvent): void {
    const [places, move] = [this.#places, KEYS[event.key]];
    if (event.ctrlKey || event.metaKey || event.altKey || places.length === 0) return;
    const now = Math.max(0, places.indexOf(this.#place()));
    if (event.key === 'Enter') this.#drawn.rows[places[now]!]!.querySelector('a')!.click();
    else if (move) this.#selected = this.#drawn.rows[places[Math.max(0, Math.min(places.length - 1, move(now, places.length - 1)))]!]!.id;
    else return;
    event.preventDefault();
    this.#show();
  }

  // The selected period's place; that of the latest before one is selected.
  #place(): number {
    const found = this.#drawn.rows.findIndex(row => row?.id === this.#selected);
    return found >= 0 ? found : this.#drawn.rows.length - 1;
  }

  #show(): void {
    const place = this.#place();
    const row = this.#drawn.rows[place];
    if (!row || !this.#chart) return;
    const words = say(row);
    this.#plot.setAttribute('aria-valuemax', String(this.#places.length));
    this.#plot.setAttribute('aria-valuenow', String(this.#places.indexOf(place) + 1));
    this.#plot.setAttribute('aria-valuetext', words);
    this.#readout.textContent = words;
    const left = this.#selected ? this.#chart.valToPos(this.#drawn.at[place]!, 'x') : -10;
    this.#chart.setCursor({ left, top: left < 0 ? -10 : 1 }, false);
  }

  #hover(place: number | null | undefined): void {
    const row = place == null ? null : this.#drawn.rows[place];
    if (row) this.#readout.textContent = say(row);
  }

  #size(): { width: number; height: number } {
    return this.#printing ? PRINT : { width: this.#plot.clientWidth, height: this.#plot.clientHeight };
  }

  // Paper is white and narrower than the screen.
  #listenToPrinter(): void {
    const root = document.documentElement;
    let theme = root.dataset['bsTheme'];
    addEventListener('beforeprint', () => {
      theme = root.dataset['bsTheme'];
      root.dataset['bsTheme'] = 'light';
      this.#printing = true;
      this.#draw();
    });
    addEventListener('afterprint', () => {
      root.dataset['bsTheme'] = theme ?? 'dark';
      this.#printing = false;
      this.#draw();
    });
  }
}

// The table has the newest first; where periods are missing it has a row that says so, and the chart a point without a value.
function read(table: HTMLElement | null): Drawn {
  const drawn: Drawn = { at: [], count: [], alarm: [], expected: [], threshold: [], rows: [] };
  for (const row of [...table?.querySelectorAll<HTMLTableRowElement>('tbody tr') ?? []].reverse()) {
    const { period, gap, count, expected, threshold, state } = row.dataset;
    const value = number(count);
    drawn.at.push(Date.parse(period ?? gap!) / 1000);
    drawn.count.push(state === 'Alarm' ? null : value);
    drawn.alarm.push(state === 'Alarm' ? value : null);
    drawn.expected.push(number(expected));
    drawn.threshold.push(number(threshold));
    drawn.rows.push(period ? row : null);
  }
  return drawn;
}

const number = (text: string | undefined): number | null => text === undefined ? null : Number(text);

// As the table's own columns name it.
function say(row: HTMLTableRowElement): string {
  const heads = [...row.closest('table')!.querySelectorAll('th')].map(head => head.textContent!.trim());
  return [...row.cells].map((cell, i) => `${heads[i]}: ${cell.textContent!.trim()}`).join(' · ');
}

const data = ({ at, count, alarm, expected, threshold }: Drawn): uPlot.AlignedData => [at, threshold, expected, count, alarm];

function options(drawn: Drawn, size: { width: number; height: number }, hover: (at: number | null | undefined) => void): uPlot.Options {
  const grid = { stroke: colour('chart-grid'), width: 1 };
  const axis = { stroke: colour('chart-axis'), grid, ticks: grid, font: '11px sans-serif' };
  const bars = uPlot.paths.bars!({ size: [0.72, 22] });
  // A verdict between two periods without one is no line: it is a dot.
  const alone = (_: uPlot, series: number): number[] => {
    const values = series === 1 ? drawn.threshold : drawn.expected;
    return values.flatMap((value, i) => value !== null && values[i - 1] == null && values[i + 1] == null ? [i] : []);
  };
  const points = (stroke: string): uPlot.Series.Points => ({ show: true, size: 5, width: 1, stroke, fill: stroke, filter: alone });
  return {
    ...size,
    padding: [14, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
    scales: { x: { time: true, range: (_, first, last) => [first - step(drawn) * 0.75, last + step(drawn) * 0.75] }, y: { range: [0, top(drawn)] } },
    axes: [{ ...axis, size: 30, space: 64, values: (_, splits, __, ___, apart) => splits.map(split => day(split, apart)) }, { ...axis, size: 52 }],
    bands: [{ series: [1, 2], fill: colour('chart-band') }],
    series: [
      { label: text('timeline.time') },
      { stroke: colour('chart-threshold'), width: 1.5, dash: [5, 3], points: points(colour('chart-threshold')) },
      { stroke: colour('chart-expected'), width: 1.5, points: points(colour('chart-expected')) },
      { paths: bars, fill: colour('chart-count'), width: 0, points: { show: false } },
      { paths: bars, fill: colour('level-4'), width: 0, points: { show: false } },
    ],
    hooks: {
      drawClear: [chart => drawMarked(chart, drawn)],
      draw: [chart => drawAlarms(chart, drawn)],
      setCursor: [chart => hover(chart.cursor.idx)],
    },
  };
}

// The length of a period: the least distance between two.
const step = ({ at }: Drawn): number => at.reduce((least, value, i) => i === 0 ? least : Math.min(least, value - at[i - 1]!), at.length > 1 ? Infinity : WEEK);

// A threshold far above every count would press the counts flat: it may leave the chart.
function top({ count, alarm, expected, threshold }: Drawn): number {
  const most = (values: Numbers): number => values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  const counts = Math.max(4, most(count), most(alarm), most(expected));
  return Math.max(counts, Math.min(most(threshold), counts * 2)) * 1.1;
}

function drawMarked(chart: uPlot, drawn: Drawn): void {
  const { ctx, bbox } = chart;
  const width = Math.max(8, 14 * devicePixelRatio);
  ctx.save();
  ctx.fillStyle = colour('chart-this');
  drawn.rows.forEach((row, i) => {
    if (row?.dataset['marked'] !== undefined) ctx.fillRect(chart.valToPos(drawn.at[i]!, 'x', true) - width / 2, bbox.top, width, bbox.height);
  });
  ctx.restore();
}

// Not by colour alone.
function drawAlarms(chart: uPlot, { at, alarm }: Drawn): void {
  const { ctx } = chart;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour('level-4');
  alarm.forEach((value, i) => {
    if (value === null) return;
    const [x, y] = [chart.valToPos(at[i]!, 'x', true), chart.valToPos(value, 'y', true) - size];
    ctx.beginPath();
    ctx.moveTo(x, y - 2 * size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x - size, y);
    ctx.fill();
  });
  ctx.restore();
}

const WEEK = 7 * 86_400;
const YEAR = 300 * 86_400;
const MONTH = 27 * 86_400;

function day(seconds: number, apart: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return apart >= YEAR ? iso.slice(0, 4) : apart >= MONTH ? iso.slice(0, 7) : iso.slice(0, 10);
}
