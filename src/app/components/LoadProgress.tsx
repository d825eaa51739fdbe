import type { Progress } from '../../index';
import { titleOf } from '../modelRequest';
import type { Load, Loading } from '../state';
import { megabytes, seconds, share, timeLeft } from '../words';

/** Which part of the bar each stage fills. */
const SPANS: Readonly<Record<Progress['stage'], readonly [from: number, to: number]>> = {
  download: [0, 0.6],
  pack: [0.6, 0.75],
  compile: [0.75, 1],
  tune: [0, 1],
};

/** The progress of a model's load: a bar, and the current stage in words. */
export function LoadProgress({ loading: { load, progress } }: { readonly loading: Loading }) {
  const compiling = progress?.stage === 'compile';
  return (
    <div class="loading">
      <label for="progress">{progress ? stageInWords(progress) : beginningInWords(load)}</label>
      <progress id="progress" class={compiling ? 'patient' : undefined} max={1} value={progress && partOf(progress)} />
    </div>
  );
}

function partOf({ stage, loaded, total }: Progress): number {
  const [from, to] = SPANS[stage];
  return from + (to - from) * (total ? Math.min(loaded / total, 1) : 0);
}

function beginningInWords({ request, because, waitMs }: Load): string {
  if (because) return `${because.text} ${waitMs < 1000 ? 'Trying again.' : `Trying again in ${seconds(waitMs)}.`}`;
  return request.origin === 'embedded' ? 'Opening the model' : `Opening ${titleOf(request)}`;
}

function stageInWords({ stage, loaded, total, bytesPerSecond, secondsLeft }: Progress): string {
  switch (stage) {
    case 'download':
      return `Fetching the model: ${[
        `${megabytes(loaded)}${total === undefined ? '' : ` of ${megabytes(total)}`}`,
        ...(bytesPerSecond === undefined ? [] : [`${megabytes(bytesPerSecond)} a second`]),
        ...(secondsLeft === undefined ? [] : [`${timeLeft(secondsLeft)} left`]),
      ].join(', ')}`;
    case 'pack':
      return `Unpacking the model: ${share(loaded, total)}`;
    case 'compile':
      return 'Preparing the graphics processor; this may take some seconds';
    case 'tune':
      return `Finding the fastest way to compute: ${share(loaded, total)}`;
  }
}
