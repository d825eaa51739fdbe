/** The scaling as tables and plots. */
import { mega } from '../../common/mega';
import { markdownTable } from '../../common/table';
import { type Axis, KINDS, type MeasuredPoint } from '../types';
import { type Chart, drawChart } from './plot';
import { axes, type Linearity, type Series } from './series';

/** The files of a series' plots. */
const fileOf = (axis: Axis, quantity: 'time' | 'memory'): string => `scaling-${axis}-${quantity}.svg`;

/** Every plot by its file's name. */
export const plotsOf = (series: readonly Series[]): ReadonlyMap<string, string> =>
  new Map(
    series.flatMap(({ axis, ...rest }) => [
      [fileOf(axis, 'time'), drawChart(timeChart({ axis, ...rest }))],
      [fileOf(axis, 'memory'), drawChart(memoryChart({ axis, ...rest }))],
    ]),
  );

/** Bytes that every WebGPU device lets one binding see. */
const MOST_BINDING_BYTES = 128 * 2 ** 20;

/** A series as Markdown: its table, and how linear it is. */
export function formatSeries({ axis, points, time, memory }: Series): string {
  const { title, label, grows } = axes[axis];
  const head = [
    title,
    'GMAC',
    'median ms',
    'fastest',
    'slowest',
    'ms/GMAC',
    ...KINDS.map((kind) => `${kind} MB`),
    'largest binding MB',
  ];
  const rows = points.map((point) => [
    label(point),
    (point.macs / 1e9).toFixed(2),
    ...[point.medianMs, Math.min(...point.runsMs), Math.max(...point.runsMs)].map(milliseconds),
    milliseconds((1e9 * point.medianMs) / point.macs),
    ...[...KINDS.map((kind) => point.bytes[kind]), point.largestBinding].map(mega),
  ]);
  const most = Math.max(...points.map(({ largestBinding }) => largestBinding));
  return [
    ...markdownTable(head, rows),
    '',
    `Largest deviation from the median per multiply-add: time ${deviation(time)}, ${grows} ${deviation(memory)}.`,
    `The largest binding is ${mega(most)} MB of the ${mega(MOST_BINDING_BYTES)} MB that every device allows.`,
  ].join('\n');
}

/** The same for the documentation, below a heading and the plots. */
export function documentSeries(series: Series): string {
  const { axis, points } = series;
  const { title } = axes[axis];
  const images = [timeChart(series), memoryChart(series)].map(
    ({ title: name, description }, i) => `![${name}: ${description}](${fileOf(axis, i === 0 ? 'time' : 'memory')})`,
  );
  const heading = `### Against ${title}: ${sharedBy(axis, points)}`;
  return [heading, '', ...images, '', formatSeries(series)].join('\n');
}

const timeChart = ({ axis, points, time }: Series): Chart => ({
  title: `Time of a run against ${axes[axis].title}: ${sharedBy(axis, points)}`,
  description: `the largest deviation from proportional to multiply-adds is ${deviation(time)}.`,
  x: xAxis(axis, points),
  y: { label: 'milliseconds' },
  marks: [{ name: 'median run', points: points.map(({ macs, medianMs }) => [macs, medianMs]) }],
  line: { name: 'proportional to multiply-adds', slope: time.perMac },
});

function memoryChart({ axis, points, memory }: Series): Chart {
  const { title, grows } = axes[axis];
  return {
    title: `GPU memory against ${title}: ${sharedBy(axis, points)}`,
    description: `the largest deviation of ${grows} from proportional to multiply-adds is ${deviation(memory)}.`,
    x: xAxis(axis, points),
    y: { label: 'megabytes' },
    marks: KINDS.map((name) => ({
      name,
      // Small inputs need no transformed weights, and the axis is logarithmic.
      points: points.filter(({ bytes }) => bytes[name] > 0).map(({ macs, bytes }) => [macs, bytes[name] / 1e6]),
    })),
    line: { name: `${grows}, if proportional`, slope: memory.perMac / 1e6 },
  };
}

/** By multiply-adds, with the point's label above them. */
const xAxis = (axis: Axis, points: readonly MeasuredPoint[]): Chart['x'] => ({
  label: `${axes[axis].unit}, below it billions of multiply-adds; both axes are logarithmic`,
  ticks: points.map((point) => [point.macs, [axes[axis].label(point), (point.macs / 1e9).toPrecision(2)]]),
});

const sharedBy = (axis: Axis, [first]: readonly MeasuredPoint[]): string => (first ? axes[axis].fixed(first) : '');

const milliseconds = (ms: number): string => ms.toFixed(ms < 100 ? 1 : 0);

const deviation = ({ deviation: fraction, at }: Linearity): string =>
  `${fraction < 0 ? '-' : '+'}${Math.abs(100 * fraction).toFixed(0)} % (at ${at})`;
