/**
 * Binds dispatches to buffers and weights: the last pass, which gives the plan.
 */
import { defect, need, needAt, unreachable } from '../../../core/need';
import type { Storage } from '../../../core/storage';
import type { WeightLayout, WeightRequest } from '../../../core/weights';
import { weightBindings, withHalves } from '../../../kernels/kernel';
import { decompositionNamed } from '../../../kernels/choosing/decompositions';
import { withEither } from '../../../kernels/convolution/epilogue';
import { kernelNamed } from '../../../kernels/choosing/registry';
import type { NodeId } from '../../../model/graph';
import { inputNames, workOf } from '../../../ops/op';
import type { Binding, DerivedWeight, Plan, PlanOutput, PlanStep } from '../plan';
import type { Allocated, DerivedStep, Job, LoweredStep, StepWeight } from '../steps';

export function bind(
  { steps, shapes, halves, buffers, bufferOf }: Allocated,
  { wanted, inputs, storage, target }: Job,
): Plan {
  const bufferFor = (id: NodeId): Binding & { readonly buffer: number } => ({
    buffer: need(bufferOf, id, 'buffer of node'),
  });
  const outputs = Object.entries(wanted).map(([name, id]): PlanOutput => ({
    name,
    ...bufferFor(id),
    shape: need(shapes, id, 'shape of node'),
    precision: halves.has(id) ? 'f16' : 'f32',
  }));
  const isFew = target.general && target.precision !== 'f16'; // where residuals lie as f16, layers without differ
  const weights: WeightRequest[] = [];
  const derived: DerivedWeight[] = [];
  const planned = steps.map((step): PlanStep => {
    const { op, method } = step;
    const kernel = kernelNamed(method.kernel);
    const alone = kernel.launch(op, step.shapes, storageOf(step, storage), method.tiling);
    const isEither = isFew && 'epilogue' in alone.slots;
    const launch = isEither ? withEither(alone) : alone;
    const macs = workOf(op, step.shapes.input, step.shapes.output);
    const { weightLayout, slots, work = macs, ...launched } = launch;
    const narrowed = withHalves(kernel, slots, halvesOf(step, halves));
    const weighed = weigh(step, weightLayout, macs, storage);
    weights.push(...weighed.weights);
    derived.push(...weighed.derived);
    const bindings: Record<string, Binding> = { output: bufferFor(step.output) };
    if (step.pool === 'partials') bindings.partials = bufferFor(step.partials);
    const readAt = (i: number): Binding => bufferFor(needAt(step.inputs, i, `input of ${step.name},`));
    if (isEither) bindings.residual = readAt(0); // nobody reads it, unless there is one
    inputNames(op).forEach((variable, i) => (bindings[variable] = readAt(i)));
    return {
      ...{ name: step.name, kernel: kernel.name, ...launched, bindings: { ...bindings, ...weighed.bindings } },
      ...{ output: step.shapes.output, work, macs: weighed.macs, isOpen: target.general === true },
      slots: step.pool === 'partials' ? { ...narrowed, pool: step.pool } : narrowed,
    };
  });
  return { input: inputs[0], outputs, steps: planned, buffers, weights, derived };
}

/** The names of a dispatch's activations that lie as f16. */
function halvesOf({ name, op, inputs, output }: LoweredStep, halves: ReadonlySet<NodeId>): readonly string[] {
  const read = inputNames(op).filter((_, i) => halves.has(needAt(inputs, i, `input of ${name},`)));
  return halves.has(output) ? [...read, 'output'] : read;
}

/** How a dispatch finds its weight kept. */
const storageOf = (step: LoweredStep, storage: Storage): Storage =>
  step.kind === 'derived' ? decompositionNamed(step.by.decomposition).storage : storage;

/** The part of a dispatch's weights in a plan. */
interface Weighed {
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly weights: readonly WeightRequest[];
  readonly derived: readonly DerivedWeight[];
  readonly macs: number;
}

function weigh(step: LoweredStep, layout: WeightLayout | undefined, macs: number, storage: Storage): Weighed {
  const { name, kind } = step;
  const request = (weight: StepWeight): WeightRequest => {
    if (layout === undefined) throw defect(`the kernel of ${name} has no order for its weight`);
    return { name: weight.source.conv, ...weight, layout, storage };
  };
  switch (kind) {
    case 'plain':
      return { bindings: {}, weights: [], derived: [], macs: 0 };
    case 'weighted': {
      const bindings = bindingsOf(step.weights.map(({ source }) => source.conv));
      return { bindings, weights: step.weights.map(request), derived: [], macs };
    }
    case 'derived': {
      const bindings = bindingsOf([name]);
      return { bindings, weights: [request(step.weight)], derived: [derivedWeight(step, storage)], macs: step.macs };
    }
    case 'biased':
      return { bindings: { bias: { bias: step.weight.source.conv } }, weights: [], derived: [], macs: 0 };
    default:
      return unreachable(kind, 'a dispatch');
  }
}

/** The bindings of weights and their biases, in the order of the names. */
function bindingsOf(names: readonly string[]): Readonly<Record<string, Binding>> {
  const entries = weightBindings(names.length).flatMap(({ weights, bias }, i): [string, Binding][] => {
    const name = needAt(names, i, 'weight');
    return [
      [weights, { weight: name }],
      [bias, { bias: name }],
    ];
  });
  return Object.fromEntries(entries);
}

function derivedWeight({ name, weight, by, shapes }: DerivedStep, storage: Storage): DerivedWeight {
  const { derive, derivedBytes } = decompositionNamed(by.decomposition);
  const { kernel, parameters, slots, workgroups } = derive(weight, by.variant, storage);
  return {
    ...{ name, from: weight.source.conv, decomposition: by.decomposition, kernel, parameters, slots, workgroups },
    isOpen: false,
    weightBytes: derivedBytes(weight, by.variant),
    biasBytes: shapes.output[1] * 4,
  };
}
