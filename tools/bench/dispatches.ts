/** Times every dispatch of a run by itself, whoever encodes it. */

export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroups: ReadonlyMap<number, GPUBindGroup>;
  readonly workgroups: Parameters<GPUComputePassEncoder['dispatchWorkgroups']>;
}

/** Every dispatch that is encoded while `run` runs, in order. Its buffers must outlive it. */
export async function recordDispatches(run: () => Promise<unknown>): Promise<readonly Dispatch[]> {
  const dispatches: Dispatch[] = [];
  const pipelines = new WeakMap<GPUComputePassEncoder, GPUComputePipeline>();
  const bindGroups = new WeakMap<GPUComputePassEncoder, Map<number, GPUBindGroup>>();
  const { prototype } = GPUComputePassEncoder;
  const { setPipeline, setBindGroup, dispatchWorkgroups } = prototype;
  prototype.setPipeline = function (pipeline) {
    pipelines.set(this, pipeline);
    return setPipeline.call(this, pipeline);
  };
  prototype.setBindGroup = function (...args: [index: number, group: GPUBindGroup, ...offsets: unknown[]]) {
    const [index, group] = args;
    bindGroups.set(this, new Map(bindGroups.get(this)).set(index, group));
    return Reflect.apply(setBindGroup, this, args);
  };
  prototype.dispatchWorkgroups = function (...workgroups) {
    const pipeline = pipelines.get(this);
    if (pipeline) dispatches.push({ pipeline, bindGroups: bindGroups.get(this) ?? new Map(), workgroups });
    return dispatchWorkgroups.apply(this, workgroups);
  };
  try {
    await run();
  } finally {
    Object.assign(prototype, { setPipeline, setBindGroup, dispatchWorkgroups });
  }
  return dispatches;
}

/** A dispatch is repeated until it takes about this long: browsers round timestamps to a tenth of a millisecond. */
const SPAN_MS = 5;
const MOST_REPEATS = 100;
const ROUNDS = 2;

/** Milliseconds of each dispatch, the best of `ROUNDS`; by timestamps where the device has them. */
export async function timeDispatches(device: GPUDevice, dispatches: readonly Dispatch[]): Promise<readonly number[]> {
  const time = device.features.has('timestamp-query') ? timeByTimestamps : timeByClock;
  const once = await time(device, dispatches, () => 1);
  const repeats = once.map((ms) => Math.min(MOST_REPEATS, Math.max(1, Math.round(SPAN_MS / Math.max(ms, 0.01)))));
  let best = once.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    const total = await time(device, dispatches, (i) => repeats[i] ?? 1);
    best = best.map((ms, i) => Math.min(ms, (total[i] ?? NaN) / (repeats[i] ?? 1)));
  }
  return best;
}

type Timer = (
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  repeats: (i: number) => number,
) => Promise<readonly number[]>;

/** Each dispatch is a submit of its own, since drivers reset on long ones. */
function submit(device: GPUDevice, dispatch: Dispatch, repeats: number, pass: GPUComputePassDescriptor = {}): void {
  const commands = device.createCommandEncoder();
  const encoder = commands.beginComputePass(pass);
  encoder.setPipeline(dispatch.pipeline);
  for (const [index, group] of dispatch.bindGroups) encoder.setBindGroup(index, group);
  for (let i = 0; i < repeats; i++) encoder.dispatchWorkgroups(...dispatch.workgroups);
  encoder.end();
  device.queue.submit([commands.finish()]);
}

const timeByTimestamps: Timer = async (device, dispatches, repeats) => {
  const count = 2 * dispatches.length;
  const bytes = 8 * count;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const resolved = device.createBuffer({
    size: bytes,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  dispatches.forEach((dispatch, i) => {
    const [beginningOfPassWriteIndex, endOfPassWriteIndex] = [2 * i, 2 * i + 1];
    submit(device, dispatch, repeats(i), {
      timestampWrites: { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex },
    });
  });
  const commands = device.createCommandEncoder();
  commands.resolveQuerySet(querySet, 0, count, resolved, 0);
  commands.copyBufferToBuffer(resolved, 0, staging, 0, bytes);
  device.queue.submit([commands.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const nanoseconds = new BigUint64Array(staging.getMappedRange().slice(0));
  for (const object of [querySet, resolved, staging]) object.destroy();
  return dispatches.map((_, i) => Number((nanoseconds[2 * i + 1] ?? 0n) - (nanoseconds[2 * i] ?? 0n)) / 1e6);
};

const timeByClock: Timer = async (device, dispatches, repeats) => {
  const times: number[] = [];
  for (const [i, dispatch] of dispatches.entries()) {
    const began = performance.now();
    submit(device, dispatch, repeats(i));
    await device.queue.onSubmittedWorkDone();
    times.push(performance.now() - began);
  }
  return times;
};
