/**
 * Whether the kernels that a plan chose compute what they should on this device.
 */
import { ShaderError } from '../../core/errors';
import { need, needAt } from '../../core/need';
import { Pauses } from '../../core/pauses';
import type { Shape4 } from '../../core/tensor';
import { decompositionNamed } from '../../kernels/choosing/decompositions';
import type { Choices, Method } from '../../kernels/choosing/methods';
import type { Graph } from '../../model/graph';
import { check, rightValuesOf } from '../../ops/check';
import { checkPool } from './proof/checkPool';
import { type DistinctStep, distinctStepsOf } from './distinctSteps';
import { Workbench } from './proof/workbench';
import type { Place } from '../run/place';

/** The result of one kernel on one shape: the output with the largest error in proportion to its bound. */
export interface SelfTestLine {
  /** The kernel, or the variant of a decomposition, such as `winograd F(4,3)`. */
  readonly kernel: string;
  /** Whether it is the general program of the kernel, by which the first answers come. */
  readonly general: boolean;
  /** The first of the steps that the kernel computes. */
  readonly step: string;
  /** How many steps it computes. */
  readonly steps: number;
  readonly error: number;
  readonly bound: number;
  /** Whether a second run gave the same bits. */
  readonly repeatable: boolean;
  readonly passed: boolean;
  /** The device's reason for refusing the kernel; `error` is NaN then. */
  readonly refused?: string;
}

/** The result of a self-test. */
export interface SelfTestReport {
  /** Whether every line passed. */
  readonly passed: boolean;
  readonly adapter: string;
  readonly lines: readonly SelfTestLine[];
  /** The same for people, one line each. */
  readonly text: string;
}

/**
 * Runs every distinct step of a model twice on known operands and compares it with the float64 reference: by the programs
 * of its own, and by the general ones of its first answers. Throws a DeviceLostError, a GpuMemoryError or the signal's
 * reason; a kernel that fails is a line of the report.
 */
export async function selfTest(
  place: Place,
  graph: Graph,
  input: Shape4,
  { choices, signal }: { readonly choices?: Choices; readonly signal?: AbortSignal | undefined } = {},
): Promise<SelfTestReport> {
  const pauses = new Pauses();
  const lines: SelfTestLine[] = [];
  const early: Place = { ...place, target: { ...place.target, general: true } };
  for (const [at, chosen] of [
    [place, choices],
    [early, undefined],
  ] as const)
    for (const distinct of distinctStepsOf(graph, input, at.target, chosen)) {
      await pauses.due();
      signal?.throwIfAborted();
      lines.push(await testStep(at, distinct));
    }
  const { adapter } = place.gpu;
  const passed = lines.every((line) => line.passed);
  return { passed, adapter, lines, text: textOf(adapter, passed, lines) };
}

/** Where activations lie as f16, a step is tested on large ones too; its line is that of the first test that fails. */
async function testStep(place: Place, distinct: DistinctStep): Promise<SelfTestLine> {
  const line = await testOn(false, place, distinct);
  if (!line.passed || distinct.halves.length === 0) return line;
  const onLarge = await testOn(true, place, distinct);
  return onLarge.passed ? line : onLarge;
}

async function testOn(large: boolean, place: Place, distinct: DistinctStep): Promise<SelfTestLine> {
  const step = needAt(distinct.names, 0, 'name of step');
  const about = {
    kernel: nameOf(distinct.method),
    general: place.target.general === true,
    step,
    steps: distinct.names.length,
  };
  const bench = new Workbench(place, distinct, large);
  try {
    const session = await bench.open(await bench.prepare(distinct.method));
    const outputs = await session.run();
    const again = await session.run();
    const repeatable = [...outputs].every(([name, { data }]) => sameBits(data, need(again, name, 'output').data));
    const output = need(outputs, 'step', 'output');
    const own = check(rightValuesOf(distinct.step.op, bench.operands, bench.precision).some, output.data);
    const pool = distinct.pool
      ? checkPool(distinct.pool, output, need(outputs, 'pool', 'output'), bench.precision)
      : own;
    const { error, bound, passed } = own.passed ? pool : own;
    return { ...about, error, bound, repeatable, passed: passed && repeatable };
  } catch (error) {
    if (!(error instanceof ShaderError)) throw error;
    return { ...about, error: NaN, bound: NaN, repeatable: false, passed: false, refused: error.message };
  } finally {
    bench.destroy();
  }
}

/** A method in a word or two, such as `conv2dDirect` or `winograd F(4,3)`. */
function nameOf(method: Method): string {
  if ('kernel' in method) return method.kernel;
  const { name, variantName } = decompositionNamed(method.decomposition);
  return `${name} ${variantName(method.variant)}`;
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length);

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [one, other] = [bitsOf(a), bitsOf(b)];
  return one.length === other.length && one.every((bits, i) => bits === other[i]);
}

function textOf(adapter: string, passed: boolean, lines: readonly SelfTestLine[]): string {
  const failed = lines.filter((line) => !line.passed).length;
  const verdict = passed ? `all ${lines.length} kernels are right` : `${failed} of ${lines.length} kernels are WRONG`;
  const titleOf = ({ kernel, general }: SelfTestLine): string => (general ? `${kernel}, general` : kernel);
  const width = Math.max(...lines.map((line) => titleOf(line).length));
  const rows = lines.map((line) => {
    const { step, steps, error, bound, repeatable, refused } = line;
    const what = refused ?? `${error.toExponential(1)} of ${bound.toExponential(1)} allowed`;
    const more = steps > 1 ? ` and ${steps - 1} more` : '';
    const again = repeatable || refused ? '' : ', and another answer the second time';
    return `${line.passed ? 'ok   ' : 'WRONG'}  ${titleOf(line).padEnd(width)}  ${what}${again}  ${step}${more}`;
  });
  return [`self-test on ${adapter}: ${verdict}`, ...rows].join('\n');
}
