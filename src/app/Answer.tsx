import { Labels } from './Labels';
import { LoadProgress } from './LoadProgress';
import type { ModelRequest } from './modelRequest';
import { Problem } from './Problem';
import { isAnswered, isWaiting, type State } from './state';
import { milliseconds, percent } from './words';

interface Props {
  readonly state: State;
  readonly onLoad: (request: ModelRequest) => void;
}

/** What the model says about the photo, or why it says nothing yet. */
export function Answer({ state, onLoad }: Props) {
  const { model, loading, modelProblem, photo, answer } = state;
  const waiting = isWaiting(state);
  return (
    <section class="card" aria-labelledby="answer" aria-busy={waiting}>
      <h2 id="answer">{waiting && model ? 'Looking…' : 'Answer'}</h2>
      {!model && loading && <LoadProgress loading={loading} />}
      {!model && !loading && (
        <>
          <Problem text={modelProblem?.origin === 'embedded' ? modelProblem.text : undefined} />
          <button type="button" class="button" onClick={() => onLoad({ origin: 'embedded' })}>
            Load the embedded model
          </button>
        </>
      )}
      {answer ? (
        <div class={isAnswered(state) ? undefined : 'stale'}>
          <Labels classes={answer.classes} />
          <p class="muted small">
            {milliseconds(answer.runMs)} on {answer.model.classifier.info.adapter}
          </p>
        </div>
      ) : (
        <p class="muted">
          {photo
            ? 'The answer comes as soon as the model is ready.'
            : 'Choose a photo to see what the model makes of it.'}
        </p>
      )}
      <p class="hidden" role="status">
        {isAnswered(state) && answer?.classes.map(({ label, score }) => `${label} ${percent(score)}`).join(', ')}
      </p>
    </section>
  );
}
