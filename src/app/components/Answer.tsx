import type { ComponentChildren } from 'preact';
import { Labels } from './Labels';
import { LoadProgress } from './LoadProgress';
import { Looking } from './Looking';
import { Problem } from './Problem';
import { Skeleton } from './Skeleton';
import { type Answer as Answered, isAnswered, isWaiting, type State } from '../state';
import { isChance, milliseconds, percent } from '../words';

interface Props {
  readonly state: State;
  readonly onRetry: () => void;
  readonly onCancel: () => void;
}

/** The model's answer to the photo, or the reason why there is none yet. */
export function Answer({ state, onRetry, onCancel }: Props) {
  const { model } = state;
  const waiting = isWaiting(state);
  const answer = isAnswered(state) ? state.answer : undefined;
  return (
    <section class="card" aria-labelledby="answer" aria-busy={waiting}>
      <h2 id="answer">{waiting && model ? 'Looking…' : 'Answer'}</h2>
      {answer ? <Labels classes={answer.classes} /> : <Skeleton moving={waiting} />}
      <div class="readout">
        {answer && <Readout answer={answer} />}
        {waiting && model ? (
          <Looking key={state.photo?.url} because={state.reopening} onCancel={onCancel} />
        ) : (
          <Prospect state={state} />
        )}
        {!model && !state.loading && (
          <>
            <Problem failure={state.modelProblem?.failure} />
            <button type="button" class="button" onClick={onRetry}>
              Try again
            </button>
          </>
        )}
      </div>
      <p class="hidden" role="status">
        {answer?.classes.map(({ label, score }) => `${label} ${percent(score)}`).join(', ')}
      </p>
    </section>
  );
}

/** How long the model took, and whether its answer is one. */
function Readout({ answer: { classes, model, runMs } }: { readonly answer: Answered }) {
  const { config, adapter } = model.classifier.info;
  return (
    <>
      {isChance(classes, config.numClasses) && (
        <p>All classes are about as likely to this model, so this is no answer. Has it been trained?</p>
      )}
      <p class="muted small">
        The model’s run alone: {milliseconds(runMs)} on {adapter}
      </p>
    </>
  );
}

/** What the page waits for, if it waits. */
function Prospect({ state: { model, loading, photo } }: Pick<Props, 'state'>) {
  const said = (text: string): ComponentChildren => <p class="muted small">{text}</p>;
  if (model) return photo ? null : said('Choose a photo to see what the model makes of it.');
  if (!loading) return null;
  return (
    <>
      <LoadProgress loading={loading} />
      {said(
        photo
          ? 'The answer comes as soon as the model is ready.'
          : 'Choose a photo meanwhile; the answer comes as soon as the model is ready.',
      )}
    </>
  );
}
