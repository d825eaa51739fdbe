/**
 * A plan as text for people: one row a dispatch, then the bytes.
 */
import type { Precision } from '../../core/precision';
import type { Storage } from '../../core/storage';
import type { Shape4 } from '../../core/tensor';
import { WRITTEN } from '../../kernels/kernel';
import { decompositionNamed } from '../../kernels/choosing/decompositions';
import { PORTABLE } from '../../kernels/launch';
import type { HeadConfig } from '../../model/heads/heads';
import { parameterCount } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import type { ResNeStConfig } from '../../model/config';
import { variantNamed } from '../../model/variants';
import { packedBytes } from '../../weights/packing/packedBytes';
import { makePlan } from './makePlan';
import { activationBytesOf, transformedBytesOf, type Plan, type PlanStep } from './plan';

export interface PlanOptions {
  /** Height and width in pixels; the model's own by default, 224 for a configuration. */
  readonly inputSize?: number | readonly [height: number, width: number];
  readonly batch?: number;
  readonly storage?: Storage;
  readonly precision?: Precision;
  /** False to compute every convolution by its definition. */
  readonly decompose?: boolean;
  /** The head of a checkpoint; by default that of the configuration. */
  readonly head?: HeadConfig;
}

/** The plan of a named model or of a configuration for an adapter that is not known, as a table. */
export function describePlan(model: string | ResNeStConfig, options: PlanOptions = {}): string {
  const variant =
    typeof model === 'string' ? variantNamed(model) : { name: 'configuration', config: model, inputSize: 224 };
  const { inputSize = variant.inputSize, batch = 1, storage = 'f32', precision = 'f32', decompose = true } = options;
  const [height, width] = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  const graph = buildResNeSt(variant.config, options.head);
  const plan = makePlan(graph, [batch, graph.inChannels, height, width], storage, {
    target: { ...PORTABLE, decompose, precision },
  });
  return [
    `${variant.name}, input ${sizes(plan.input)}, weights as ${storage}, ${precision === 'f32' ? '' : `activations as ${precision}, `}planned for ${PORTABLE.adapter} as for every unknown adapter`,
    '',
    table(plan),
    '',
    `${plan.steps.length} dispatches, ${programCount(plan)} programs, ${giga(totalMacs(plan))} GMAC`,
    `${parameterCount(graph).toLocaleString('en')} parameters: ${mega(weightBytes(plan))} MB of weights on the GPU`,
    ...(plan.derived.length > 0
      ? [`${mega(transformedBytesOf(plan))} MB of weights transformed for ${decompositionsOf(plan)}`]
      : []),
    `${mega(activationBytesOf(plan))} MB of activations in ${plan.buffers.length} buffers: ${plan.buffers.map(mega).join(', ')}`,
  ].join('\n');
}

/** The decompositions that need derived weights. */
const decompositionsOf = ({ derived }: Plan): string =>
  [...new Set(derived.map(({ decomposition }) => decompositionNamed(decomposition).title))].join(' and ');

/** Bytes that the packed weights, biases and scales of a plan take on the GPU. */
export const weightBytes = ({ weights }: Plan): number =>
  weights.reduce((total, request) => total + packedBytes(request), 0);

const isWritten = (variable: string): boolean => WRITTEN.some((each) => each === variable);

const COLUMNS: readonly (readonly [title: string, cell: (step: PlanStep) => string])[] = [
  ['step', (step) => step.name],
  ['kernel', (step) => step.kernel],
  ['output', (step) => sizes(step.output)],
  ['reads', (step) => places(step, (variable) => !isWritten(variable))],
  ['writes', (step) => places(step, isWritten)],
  ['tile', ({ parameters: { TILE_X, TILE_C } }) => (TILE_X && TILE_C ? `${TILE_X}x${TILE_C * 4}` : '')],
  ['workgroups', (step) => step.workgroups.join('x')],
  ['MMAC', ({ macs }) => (macs > 0 ? (macs / 1e6).toFixed(1) : '')],
];

const places = ({ bindings }: PlanStep, isMeant: (variable: string) => boolean): string =>
  Object.entries(bindings)
    .flatMap(([variable, binding]) => (isMeant(variable) && 'buffer' in binding ? [`#${binding.buffer}`] : []))
    .join(' ');

function table({ steps }: Plan): string {
  const rows = [COLUMNS.map(([title]) => title), ...steps.map((step) => COLUMNS.map(([, cell]) => cell(step)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const totalMacs = ({ steps }: Plan): number => steps.reduce((total, { macs }) => total + macs, 0);

const programCount = ({ steps }: Plan): number =>
  new Set(steps.map(({ kernel, parameters, slots }) => JSON.stringify([kernel, parameters, slots]))).size;

const sizes = (shape: Shape4): string => shape.join('x');
const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);
const giga = (count: number): string => (count / 1e9).toFixed(3);
