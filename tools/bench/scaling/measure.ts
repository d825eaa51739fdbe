/** Runs ours in one browser: one model after the other, and all shapes of a model in turns. */
import { buildResNeSt } from '../../../src/model/resnest';
import { macsOf } from '../../../src/model/shapes';
import { variantNamed } from '../../../src/model/variants';
import { log } from '../../common/log';
import { median } from '../../common/median';
import { seededCheckpoint } from '../../common/modelFiles';
import { sentence } from '../../common/words';
import { type Bencher, type Caller, withBrowser } from '../caller';
import type { MeasuredPoint, Point } from '../types';
import type { ScalingOptions } from './options';
import type { Visit } from './scalingPage';
import { keyOf, type Series, seriesOf } from './series';

export interface Scaling {
  readonly adapter: string;
  readonly browser: string;
  readonly series: readonly Series[];
}

/** Measures every point once, however many series it is in. Throws what goes wrong, with the point's name. */
export async function measureScaling(options: ScalingOptions): Promise<Scaling> {
  const points = [...new Map([...options.series.values()].flat().map((point) => [keyOf(point), point])).values()];
  const measured = new Map<string, MeasuredPoint>();
  return withBrowser(options.browser, async (bencher) => {
    const page = await bencher.openPage();
    let adapter = '';
    for (const model of new Set(points.map((point) => point.model))) {
      const shapes = points.filter((point) => point.model === model);
      adapter = await open(bencher, page, model, shapes, options);
      for (const [point, visits] of await takeTurns(page, shapes, options.runs))
        measured.set(keyOf(point), summary(point, visits));
      await page.call('closeScaled');
    }
    const series = [...options.series].map(([axis, wanted]) =>
      seriesOf(
        axis,
        wanted.flatMap((point) => measured.get(keyOf(point)) ?? []),
      ),
    );
    return { adapter, browser: bencher.browser, series };
  });
}

/** Opens a model with seeded weights; they are not kept here. */
async function open(
  { contents }: Bencher,
  page: Caller,
  model: string,
  shapes: readonly Point[],
  { storage }: ScalingOptions,
): Promise<string> {
  log(`${model}: opening`);
  const { config, inputSize } = variantNamed(model);
  const weights = `/${model}.safetensors`;
  contents.set(weights, seededCheckpoint(config));
  const task = { config, weights, storage, precision: 'f32' as const, inputSize: shapes[0]?.inputSize ?? inputSize };
  const adapter = await page.call('openScaled', task);
  contents.delete(weights);
  return adapter;
}

/** One visit of each point after the other, round by round. */
async function takeTurns(page: Caller, points: readonly Point[], rounds: number): Promise<Map<Point, Visit[]>> {
  const visits = new Map<Point, Visit[]>(points.map((point) => [point, []]));
  for (let round = 0; round < rounds; round++)
    for (const [point, before] of visits) {
      const visit = await page.call('visit', point).catch((error: unknown) => {
        throw new Error(`${keyOf(point)}: ${sentence(error)}`, { cause: error });
      });
      before.push(visit);
      log(`${keyOf(point)}: run ${before.length}, ${visit.ms.toFixed(0)} ms`);
    }
  return visits;
}

function summary(point: Point, visits: readonly Visit[]): MeasuredPoint {
  const { model, inputSize, batch } = point;
  const runsMs = visits.map(({ ms }) => ms);
  const [last] = visits.slice(-1);
  return {
    ...point,
    macs: macsOf(buildResNeSt(variantNamed(model).config), [batch, 3, inputSize, inputSize]),
    runsMs,
    medianMs: median(runsMs),
    bytes: last?.bytes ?? { weights: NaN, transformed: NaN, activations: NaN },
    largestBinding: Math.max(...visits.map(({ largestBinding }) => largestBinding)),
  };
}
