import uPlot from 'uplot';
import { colour, onThemeChange } from './colours';
import { count, text } from './texts';

// Buckets of one length: their start in unix seconds, records in each, warnings by level 0..4 in each.
interface Series { at: number[]; records: number[]; warnings: number[][] }

const LEVELS = [4, 3, 2, 1, 0];

/** Records as a quiet area, warnings as stacked bars, the worst at the bottom. */
export async function mountTimeline(element: HTMLElement): Promise<() => Promise<void>> {
  let chart: uPlot | null = null;
  let series: Series = { at: [], records: [], warnings: [[], [], [], [], []] };
  const draw = (): void => {
    chart?.destroy();
    chart = new uPlot(options(element), data(series), element);
  };
  const load = async (): Promise<void> => {
    const answer = await fetch('/live/timeline').catch(() => null);
    if (!answer?.ok) return say(element, text('timeline.failed'));
    series = await answer.json() as Series;
    const sum = (counts: number[]): number => counts.reduce((a, b) => a + b, 0);
    say(element, `${count('timeline.recordCount', sum(series.records))}, ${count('timeline.warningCount', sum(series.warnings.map(sum)))}`);
    if (chart) chart.setData(data(series));
    else draw();
  };
  onThemeChange(draw);
  new ResizeObserver(() => chart?.setSize(size(element))).observe(element);
  await load();
  return load;
}

function say(element: HTMLElement, words: string): void {
  element.setAttribute('aria-label', words);
  document.querySelector('[data-timeline-says]')!.textContent = words;
}

const size = (element: HTMLElement): { width: number; height: number } => ({ width: element.clientWidth, height: element.clientHeight });

// Stacked from the worst up; the tallest stack is drawn first and the shorter ones over it.
function data({ at, records, warnings }: Series): uPlot.AlignedData {
  const stacks: number[][] = [];
  let below: number[] = at.map(() => 0);
  for (const level of LEVELS) {
    below = below.map((sum, i) => sum + (warnings[level]?.[i] ?? 0));
    stacks.push(below);
  }
  return [at, records, ...stacks.reverse()];
}

function options(element: HTMLElement): uPlot.Options {
  const grid = { stroke: colour('chart-grid'), width: 1 };
  const axis = { stroke: colour('chart-axis'), grid, ticks: grid, font: '11px sans-serif' };
  const bars = uPlot.paths.bars!({ size: [0.8, 14], align: 1 });
  return {
    ...size(element),
    padding: [6, 4, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false } },
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
    scales: {
      x: { time: true },
      records: { range: (_, __, max) => [0, Math.max(4, max) * 1.1] },
      warnings: { range: (_, __, max) => [0, Math.max(4, max) * 1.3] },
    },
    axes: [
      { ...axis, size: 24, values: (_, splits) => splits.map(day) },
      { ...axis, scale: 'records', size: 44 },
      { ...axis, scale: 'warnings', side: 1, size: 34, grid: { show: false }, incrs: [1, 2, 5, 10, 20, 50, 100] },
    ],
    series: [
      { label: text('timeline.time') },
      { label: text('timeline.records'), scale: 'records', stroke: colour('chart-record'), fill: colour('chart-record-fill'), width: 1, points: { show: false } },
      ...[...LEVELS].reverse().map((level): uPlot.Series => (
        { label: text(`level.${level}`), scale: 'warnings', paths: bars, fill: colour(`level-${level}`), width: 0, points: { show: false } })),
    ],
  };
}

function day(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return iso.slice(11, 16) === '00:00' ? iso.slice(5, 10) : iso.slice(11, 16);
}
