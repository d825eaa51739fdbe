import type { Progress } from '../../index';
import { useEffect, useId, useState } from 'preact/hooks';
import { textOf } from '../failures';
import { type Texts, useTexts } from '../language/language';
import { titleOf } from '../modelRequest';
import type { Load, Loading } from '../state';

/** Which part of the bar each stage fills. */
const SPANS: Readonly<Record<Progress['stage'], readonly [from: number, to: number]>> = {
  download: [0, 0.6],
  pack: [0.6, 0.75],
  compile: [0.75, 1],
  tune: [0, 1],
};

/** A download without a byte for so long is told of; after half a minute the library gives it up. */
const SILENCE_MS = 4000;

/** Whether a download has come no further for a while. */
function useSilence(progress: Progress | undefined): boolean {
  const [last, setLast] = useState<Progress>();
  useEffect(() => {
    if (progress?.stage !== 'download') return;
    const timer = setTimeout(setLast, SILENCE_MS, progress);
    return () => clearTimeout(timer);
  }, [progress]);
  return last !== undefined && last === progress;
}

/** The progress of a model's load: a bar, and the current stage in words. */
export function LoadProgress({ loading: { load, progress } }: { readonly loading: Loading }) {
  const t = useTexts();
  const id = useId(); // several views may show it
  const isSilent = useSilence(progress);
  const compiling = progress?.stage === 'compile';
  return (
    <div class="loading">
      <label for={id}>{progress ? stageIn(t, progress, isSilent) : beginningIn(t, load)}</label>
      <progress id={id} class={compiling ? 'patient' : undefined} max={1} value={progress && partOf(progress)} />
    </div>
  );
}

function partOf({ stage, loaded, total }: Progress): number {
  const [from, to] = SPANS[stage];
  return from + (to - from) * (total ? Math.min(loaded / total, 1) : 0);
}

function beginningIn(t: Texts, { request, because, waitMs }: Load): string {
  if (because) {
    const why = textOf(t, because);
    return waitMs < 1000 ? t.answer.again(why) : t.answer.againIn(why, waitMs);
  }
  return t.model.opening(request.origin === 'embedded' ? undefined : titleOf(request, t));
}

function stageIn(
  { model, n }: Texts,
  { stage, loaded, total, bytesPerSecond, secondsLeft }: Progress,
  isSilent: boolean,
): string {
  switch (stage) {
    case 'download':
      if (isSilent) return model.fetching([model.ofTotal(loaded, total), model.silent]);
      return model.fetching([
        model.ofTotal(loaded, total),
        ...(bytesPerSecond === undefined ? [] : [model.rate(bytesPerSecond)]),
        ...(secondsLeft === undefined ? [] : [model.left(secondsLeft)]),
      ]);
    case 'pack':
      return model.unpacking(n.share(loaded, total));
    case 'compile':
      return model.compiling;
    case 'tune':
      return model.tuning(n.share(loaded, total));
  }
}
