import { useId } from 'preact/hooks';
import { Problem } from '../components/Problem';
import { useTexts } from '../language/language';
import type { State } from '../state';
import type { Looking } from './looking/useShots';
import { useManyTexts } from './texts';

interface Props {
  readonly state: State;
  readonly looking: Looking;
  readonly onRetry: () => void;
}

/** How far the model has come with the photos, and the ways to stop, to go on and to begin anew. */
export function Progress({ state: { model, loading, modelProblem }, looking, onRetry }: Props) {
  const t = useTexts();
  const many = useManyTexts();
  const id = useId();
  const { shots, since, stop, resume, clear } = looking;
  const all = shots.all.length;
  const done = shots.all.filter(({ outcome }) => outcome).length;
  const isDone = done === all;
  const isOther = model !== undefined && model.request !== shots.request;
  const said = isDone ? many.done(all) : shots.isRunning ? '' : many.stopped(done, all);
  const secondsLeft =
    since && done > since.ready
      ? ((performance.now() - since.at) / 1000 / (done - since.ready)) * (all - done)
      : undefined;
  const counted = !model
    ? many.waiting(all - done)
    : secondsLeft === undefined
      ? many.ready(done, all)
      : many.readyAndLeft(done, all, secondsLeft);
  return (
    <div class="card looking">
      {shots.isRunning ? (
        <div class="loading">
          <label for={id}>{counted}</label>
          <progress id={id} max={all} value={done} />
        </div>
      ) : (
        <p>
          {said} {isOther && many.other}
        </p>
      )}
      <p class="hidden" role="status">
        {said}
      </p>
      {!model && !loading && <Problem failure={modelProblem?.failure} />}
      <div class="actions">
        {!model && !loading && (
          <button type="button" class="button" onClick={onRetry}>
            {t.tryAgain}
          </button>
        )}
        {shots.isRunning && (
          <button type="button" class="button" onClick={stop}>
            {many.stop}
          </button>
        )}
        {!shots.isRunning && isOther && (
          <button type="button" class="button" onClick={resume}>
            {many.again}
          </button>
        )}
        {!shots.isRunning && !isOther && !isDone && (
          <button type="button" class="button" onClick={resume}>
            {many.goOn}
          </button>
        )}
        <button type="button" class="button" onClick={clear}>
          {many.clear}
        </button>
      </div>
    </div>
  );
}
