import uPlot from 'uplot';
import { colour } from './colours';
import { drawAlarms, frame, number, rowsOf, TableChart, type Drawn, type Hover, type Numbers, type Size } from './chart';
import { text } from './texts';

interface Line { over: number; level: string }
interface Levels extends Drawn { value: Numbers; alarm: Numbers; limit: Numbers; lines: Line[] }

/** The chart of a station's measurements, with the levels of its rule. */
export const levelsChart = (root: HTMLElement): TableChart<Levels> => new TableChart<Levels>(root, { read, data, options });

// Where nothing was measured for long the table has a row that says so, and the chart a point without a value.
function read(table: HTMLElement | null): Levels {
  const drawn: Levels = { at: [], value: [], alarm: [], limit: [], rows: [], lines: lines(table?.dataset['lines'] ?? '') };
  for (const row of rowsOf(table)) {
    const { period, gap, value, limit, state } = row.dataset;
    drawn.at.push(Date.parse(period ?? gap!) / 1000);
    drawn.value.push(number(value));
    drawn.alarm.push(state === 'Alarm' ? number(value) : null);
    drawn.limit.push(number(limit));
    drawn.rows.push(period ? row : null);
  }
  return drawn;
}

const lines = (text: string): Line[] => text.split(' ').filter(part => part).map(part => ({ over: Number(part.split(':')[0]), level: part.split(':')[1]! }));

// The level goes on where nothing was measured: it is the rule's, or the station's.
const data = ({ at, value, limit, lines }: Levels): uPlot.AlignedData =>
  [at, value, ...[0, ...lines.map(line => line.over)].map(over => limit.map(level => level === null ? null : level + over))];

function options(drawn: Levels, size: Size, hover: Hover): uPlot.Options {
  const { base, axis, hooks } = frame(size, hover);
  const level = (stroke: string): uPlot.Series => ({ stroke, width: 1.5, dash: [5, 3], spanGaps: true, points: { show: drawn.at.length === 1 } });
  return {
    ...base,
    scales: { x: { time: true, range: (_, first, last) => [first, Math.max(last, first + 60)] }, y: { range: range(drawn) } },
    axes: [{ ...axis, size: 30, space: 96, values: (_, splits, __, ___, apart) => splits.map(split => moment(split, apart)) }, { ...axis, size: 56 }],
    series: [
      { label: text('timeline.time') },
      { stroke: colour('chart-expected'), width: 2, points: { show: drawn.at.length <= 200, size: 4, fill: colour('chart-expected') } },
      level(colour('chart-threshold')),
      ...drawn.lines.map(line => level(colour(`level-${line.level}`))),
    ],
    hooks: { ...hooks, draw: [chart => drawAlarms(chart, drawn.at, drawn.alarm)] },
  };
}

// The level is always in the picture; a further line far above every value would press them flat, and may leave it.
function range({ value, limit, lines }: Levels): [number, number] {
  const told = value.filter(each => each !== null);
  const levels = limit.filter(each => each !== null);
  const most = Math.max(...told, ...levels);
  const least = Math.min(...told, ...levels);
  const beyond = lines.map(line => line.over + Math.max(...levels)).filter(level => level <= most + Math.abs(most - least));
  const top = Math.max(most, ...beyond);
  const bottom = least >= 0 && least < top / 2 ? 0 : least;
  const edge = (top - bottom || Math.abs(top) || 1) * 0.08;
  return [bottom === 0 ? 0 : bottom - edge, top + edge];
}

const DAY = 86_400;

function moment(seconds: number, apart: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return apart >= DAY ? iso.slice(0, 10) : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
}
