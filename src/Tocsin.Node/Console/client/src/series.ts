import uPlot from 'uplot';
import { colour } from './colours';
import { drawAlarms, frame, number, rowsOf, TableChart, type Drawn, type Hover, type Numbers, type Size } from './chart';
import { text } from './texts';

interface Counts extends Drawn { count: Numbers; alarm: Numbers; expected: Numbers; threshold: Numbers }

/** The chart of a series of counts. */
export const countsChart = (root: HTMLElement): TableChart<Counts> => new TableChart<Counts>(root, { read, data, options });

// The table has the newest first; where periods are missing it has a row that says so, and the chart a point without a value.
function read(table: HTMLElement | null): Counts {
  const drawn: Counts = { at: [], count: [], alarm: [], expected: [], threshold: [], rows: [] };
  for (const row of rowsOf(table)) {
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

const data = ({ at, count, alarm, expected, threshold }: Counts): uPlot.AlignedData => [at, threshold, expected, count, alarm];

function options(drawn: Counts, size: Size, hover: Hover): uPlot.Options {
  const { base, axis, hooks } = frame(size, hover);
  const bars = uPlot.paths.bars!({ size: [0.72, 22] });
  // A verdict between two periods without one is no line: it is a dot.
  const alone = (_: uPlot, series: number): number[] => {
    const values = series === 1 ? drawn.threshold : drawn.expected;
    return values.flatMap((value, i) => value !== null && values[i - 1] == null && values[i + 1] == null ? [i] : []);
  };
  const points = (stroke: string): uPlot.Series.Points => ({ show: true, size: 5, width: 1, stroke, fill: stroke, filter: alone });
  return {
    ...base,
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
    hooks: { ...hooks, drawClear: [chart => drawMarked(chart, drawn)], draw: [chart => drawAlarms(chart, drawn.at, drawn.alarm)] },
  };
}

// The length of a period: the least distance between two.
const step = ({ at }: Counts): number => at.reduce((least, value, i) => i === 0 ? least : Math.min(least, value - at[i - 1]!), at.length > 1 ? Infinity : WEEK);

// A threshold far above every count would press the counts flat: it may leave the chart.
function top({ count, alarm, expected, threshold }: Counts): number {
  const most = (values: Numbers): number => values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  const counts = Math.max(4, most(count), most(alarm), most(expected));
  return Math.max(counts, Math.min(most(threshold), counts * 2)) * 1.1;
}

function drawMarked(chart: uPlot, drawn: Counts): void {
  const { ctx, bbox } = chart;
  const width = Math.max(8, 14 * devicePixelRatio);
  ctx.save();
  ctx.fillStyle = colour('chart-this');
  drawn.rows.forEach((row, i) => {
    if (row?.dataset['marked'] !== undefined) ctx.fillRect(chart.valToPos(drawn.at[i]!, 'x', true) - width / 2, bbox.top, width, bbox.height);
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
