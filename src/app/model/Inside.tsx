import { useEffect, useState } from 'preact/hooks';
import type { InsideTexts } from '../language/fetched/inside.en';
import { type Texts, useTexts } from '../language/language';
import { Input } from './Input';
import { SelfTest } from './SelfTest';
import { adapterOf } from './adapterOf';
import { useInsideTexts } from './insideTexts';
import type { Model, State } from '../state';

interface Props {
  readonly model: Model;
  readonly state: State;
}

/** What lies behind an answer: the model's input, times, the device, and a test of the device. */
export function Inside({ model, state: { photo, square } }: Props) {
  const page = useTexts();
  const t = useInsideTexts();
  const kept = useStorage();
  const { classifier } = model;
  return (
    <>
      <h3>{t.input}</h3>
      {photo ? <Input {...{ classifier, photo, square }} /> : <p class="muted">{t.noPhoto}</p>}
      <h3>{t.device}</h3>
      <dl class="facts">
        {factsIn(page, t, model, kept).flatMap(([name, value]) => [
          <dt key={`${name}:`}>{name}</dt>,
          <dd key={name}>{value}</dd>,
        ])}
      </dl>
      <h3>{t.test}</h3>
      <SelfTest classifier={classifier} />
    </>
  );
}

function factsIn(
  { backend, n }: Texts,
  inside: InsideTexts,
  { classifier: { info } }: Model,
  kept: number | undefined,
): readonly (readonly [string, string])[] {
  const { timings, bytes } = info;
  const isOnGpu = info.backend === 'webgpu';
  const ofDevice = [
    [inside.kernels, inside.tuned[info.tuned]],
    [inside.losses, n.count(info.deviceLosses)],
  ] as const;
  return [
    [isOnGpu ? inside.adapter : backend.device, adapterOf(info) ?? inside.unknown],
    [inside.start, `${n.milliseconds(timings.startMs)}, ${inside.fromCache(timings.fromCache)}`],
    [inside.run, timings.runMs === undefined ? inside.unknown : n.milliseconds(timings.runMs)],
    [inside.storage, info.storage],
    [isOnGpu ? inside.memory : backend.memory, inside.ofWeights(bytes.weights, bytes.activations + bytes.transformed)],
    ...(isOnGpu ? ofDevice : []),
    [inside.kept, kept === undefined ? inside.unknown : inside.used(kept)],
  ];
}

/** How many bytes the browser keeps for the page, as it says. */
function useStorage(): number | undefined {
  const [usage, setUsage] = useState<number>();
  useEffect(() => {
    void navigator.storage?.estimate().then(
      (estimate) => setUsage(estimate.usage),
      () => undefined, // it is shown as not known
    );
  }, []);
  return usage;
}
