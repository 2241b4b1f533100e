import uPlot from 'uplot';
import { colour, onThemeChange } from './colours';
import { onMerged } from './fragments';

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

export type Numbers = (number | null)[];
export type Row = HTMLTableRowElement;
export interface Size { width: number; height: number }
export type Hover = (at: number | null | undefined) => void;

/** What is drawn at each time; a gap has no row. */
export interface Drawn { at: number[]; rows: (Row | null)[] }

/** How a table is read and drawn. */
export interface Look<D extends Drawn> {
  read(table: HTMLElement | null): D;
  data(drawn: D): uPlot.AlignedData;
  options(drawn: D, size: Size, hover: Hover): uPlot.Options;
}

export interface Selecting { select(row: HTMLElement): void }

/** The chart of a series: drawn from the table beside it, read row by row with the arrow keys. Gaps stay gaps. */
export class TableChart<D extends Drawn> implements Selecting {
  readonly #plot: HTMLElement;
  readonly #readout: HTMLElement;
  #chart: uPlot | null = null;
  #drawn: D;
  #said = '';
  #selected = '';
  #printing = false;

  constructor(root: HTMLElement, private readonly look: Look<D>) {
    this.#drawn = look.read(null);
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

  /** Shows what a row of the table tells. */
  select(row: HTMLElement): void {
    this.#selected = row.id;
    this.#show();
  }

  #take(): void {
    const table = document.getElementById('periods');
    const said = table?.outerHTML ?? '';
    if (said === this.#said) return;
    this.#said = said;
    this.#drawn = this.look.read(table);
    this.#draw();
  }

  #draw(): void {
    this.#chart?.destroy();
    this.#chart = new uPlot(this.look.options(this.#drawn, this.#size(), at => this.#hover(at)), this.look.data(this.#drawn), this.#plot);
    this.#show();
  }

  // Places of rows in what is drawn: a gap has none.
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

  // The selected row's place; that of the latest before one is selected.
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

/** The rows of a table in the order of their times: the table has the newest first. */
export const rowsOf = (table: HTMLElement | null): Row[] => [...table?.querySelectorAll<Row>('tbody tr') ?? []].reverse();

export const number = (text: string | undefined): number | null => text === undefined ? null : Number(text);

// As the table's own columns name it.
function say(row: HTMLTableRowElement): string {
  const heads = [...row.closest('table')!.querySelectorAll('th')].map(head => head.textContent!.trim());
  return [...row.cells].map((cell, i) => `${heads[i]}: ${cell.textContent!.trim()}`).join(' · ');
}

/** What all charts share: axes, and no more of a cursor than a line. */
export function frame(size: Size, hover: Hover): { base: Pick<uPlot.Options, 'padding' | 'legend' | 'cursor' | 'tzDate' | 'width' | 'height'>; axis: uPlot.Axis; hooks: uPlot.Hooks.Arrays } {
  const grid = { stroke: colour('chart-grid'), width: 1 };
  return {
    base: {
      ...size,
      padding: [14, 10, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
    },
    axis: { stroke: colour('chart-axis'), grid, ticks: grid, font: '11px sans-serif' },
    hooks: { setCursor: [chart => hover(chart.cursor.idx)] },
  };
}

// Not by colour alone.
export function drawAlarms(chart: uPlot, at: number[], alarm: Numbers): void {
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
