import type { ComponentChildren } from 'preact';
import type { Pointing } from '../hooks/usePointing';
import { adapterOf } from '../model/adapterOf';
import { EMBEDDED } from '../modelRequest';
import { Labels } from './Labels';
import { LoadProgress } from '../model/LoadProgress';
import { Looking } from './Looking';
import { Problem } from '../components/Problem';
import { Sentence } from './Sentence';
import { Skeleton } from './Skeleton';
import { Slower } from '../model/Slower';
import { isAnswered, isWaiting, type State } from '../state';
import { announced } from './said';
import { useTexts } from '../language/language';
import { Where } from './Where';

/** What lies one step away, in a dialog. */
export type Aside = 'knows' | 'inside';

interface Props {
  readonly state: State;
  readonly isShown: boolean;
  readonly pointing: Pointing;
  readonly onRetry: () => void;
  readonly onCancel: () => void;
  readonly onAside: (aside: Aside) => void;
}

/** The model's answer to the photo, or the reason why there is none yet. */
export function Answer({ state, isShown, pointing, onRetry, onCancel, onAside }: Props) {
  const t = useTexts();
  const { model, photo } = state;
  const waiting = isWaiting(state);
  const answer = isAnswered(state) ? state.answer : undefined;
  // The answer to the last square stays until that to the next has come: it is of the same photo.
  const looking = waiting && !!model && (!answer || state.reopening !== undefined);
  return (
    <section class="card answer" aria-labelledby="answer" aria-busy={waiting} hidden={!isShown}>
      <h2 id="answer">{looking ? t.answer.looking : t.answer.title}</h2>
      {answer ? (
        <>
          <Sentence answer={answer} />
          <Labels classes={answer.classes} pointing={pointing} />
        </>
      ) : (
        <Skeleton moving={waiting} />
      )}
      <div class="readout">
        {answer && <Readout pointing={pointing} />}
        {looking && <Looking key={photo?.url} because={state.reopening} onCancel={onCancel} />}
        {!looking && !answer && <Prospect state={state} />}
        {!model && !state.loading && (
          <>
            <Problem failure={state.modelProblem?.failure} />
            <button type="button" class="button" onClick={onRetry}>
              {t.tryAgain}
            </button>
          </>
        )}
      </div>
      <p class="muted small run">
        {answer && t.answer.run(answer.runMs, t.backend.on(adapterOf(answer.model.classifier.info)))}
      </p>
      <p class="asides">
        <button type="button" class="link" disabled={!model} onClick={() => onAside('knows')}>
          {t.knows.open(model?.classifier.info.config.numClasses ?? EMBEDDED.numClasses)}
        </button>
        <button type="button" class="link" disabled={!model} onClick={() => onAside('inside')}>
          {t.inside.open}
        </button>
      </p>
      <Slower info={model?.classifier.info} />
      <p class="hidden" role="status">
        {answer && announced(t, answer)}
      </p>
    </section>
  );
}

/** Where the label comes from that a person points at; until then, that one may. */
function Readout({ pointing: { index, explanation, failure } }: Pick<Props, 'pointing'>) {
  const t = useTexts();
  if (index !== undefined && failure) return <Problem failure={failure} />;
  if (explanation) return <Where explanation={explanation} />;
  return <p class="muted small">{index === undefined ? t.answer.point : t.why.working}</p>;
}

/** What the page waits for, if it waits. */
function Prospect({ state: { model, loading, photo } }: Pick<Props, 'state'>) {
  const { answer } = useTexts();
  const said = (text: string): ComponentChildren => <p class="muted small">{text}</p>;
  if (model) return photo ? null : said(answer.empty);
  if (!loading) return null;
  return (
    <>
      <LoadProgress loading={loading} />
      {said(photo ? answer.soon : answer.meanwhile)}
    </>
  );
}
