/** What is measured against what, and how near to linear in multiply-adds it came. */
import { median } from '../../common/median';
import type { Axis, Kind, MeasuredPoint, Point } from '../types';

/** Along an axis: what a point is called, and which bytes grow with its multiply-adds. */
export const axes: Readonly<Record<Axis, AxisFacts>> = {
  'input-size': {
    title: 'input size',
    unit: 'input size (pixels)',
    label: ({ inputSize }) => String(inputSize),
    fixed: ({ model, batch }) => `${model}, batch ${batch}`,
    grows: 'activations',
  },
  batch: {
    title: 'batch',
    unit: 'batch (images)',
    label: ({ batch }) => String(batch),
    fixed: ({ model, inputSize }) => `${model} at ${inputSize} x ${inputSize}`,
    grows: 'activations',
  },
  model: {
    title: 'model',
    unit: 'model',
    label: ({ model }) => model,
    fixed: ({ inputSize, batch }) => `${inputSize} x ${inputSize}, batch ${batch}`,
    grows: 'weights',
  },
};

export interface AxisFacts {
  readonly title: string;
  readonly unit: string;
  readonly label: (point: Point) => string;
  /** What all points of the series share. */
  readonly fixed: (point: Point) => string;
  readonly grows: Kind;
}

/** How far a quantity is from being proportional to multiply-adds. */
export interface Linearity {
  /** The median over the points of the quantity for one multiply-add. */
  readonly perMac: number;
  /** The largest deviation of a point from that median, as a fraction of it, and the point's label. */
  readonly deviation: number;
  readonly at: string;
}

export interface Series {
  readonly axis: Axis;
  readonly points: readonly MeasuredPoint[];
  readonly time: Linearity;
  /** Of the bytes that grow along the axis. */
  readonly memory: Linearity;
}

export function seriesOf(axis: Axis, points: readonly MeasuredPoint[]): Series {
  const { grows } = axes[axis];
  return {
    axis,
    points,
    time: linearity(axis, points, ({ medianMs }) => medianMs),
    memory: linearity(axis, points, ({ bytes }) => bytes[grows]),
  };
}

function linearity(
  axis: Axis,
  points: readonly MeasuredPoint[],
  quantity: (point: MeasuredPoint) => number,
): Linearity {
  const rates = points.map((point) => quantity(point) / point.macs);
  const perMac = median(rates);
  const deviations = rates.map((rate) => rate / perMac - 1);
  const farthest = deviations.reduce((best, deviation, i) => {
    return Math.abs(deviation) > Math.abs(deviations[best] ?? 0) ? i : best;
  }, 0);
  const point = points[farthest];
  return { perMac, deviation: deviations[farthest] ?? NaN, at: point ? axes[axis].label(point) : '' };
}

/** Points that several series share are one. */
export const keyOf = ({ model, inputSize, batch }: Point): string => `${model} at ${inputSize}, batch ${batch}`;
