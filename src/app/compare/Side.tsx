import type { ComponentChildren } from 'preact';
import { Problem } from '../components/Problem';
import type { Failure } from '../failures';
import { type Texts, useTexts } from '../language/language';
import { adapterOf } from '../model/adapterOf';
import type { CompareTexts } from '../language/fetched/compare.en';
import { LoadProgress } from '../model/LoadProgress';
import { factsIn, joinedFacts } from '../model/published/facts';
import { Source } from '../model/published/Source';
import { type ModelRequest, nameOf, published, titleOf } from '../modelRequest';
import type { Square } from '../stage/square';
import { type Answer, isWaiting, type Model, type Photo, type State } from '../state';
import { LabelLine } from '../why/LabelLine';
import { announced } from '../why/said';
import { Sentence } from '../why/Sentence';
import { Skeleton } from '../why/Skeleton';
import { Part } from './Part';
import { useCompareTexts } from './texts';

interface Props {
  /** That of its heading. */
  readonly id: string;
  /** Which of the two models it is. */
  readonly role: string;
  readonly request: ModelRequest;
  readonly state: State;
  /** The photo in the frame. */
  readonly photo: Photo | undefined;
  /** Its answer to that photo. */
  readonly answer: Answer | undefined;
  /** The square that it sees, where the other model sees another one. */
  readonly square: Square | undefined;
  readonly failure?: Failure | undefined;
  /** What one may do with it. */
  readonly children?: ComponentChildren;
}

/** One of the two models: its name, and its answer or the reason why there is none. */
export function Side({ id, role, request, state, photo, answer, square, failure, children }: Props) {
  const t = useTexts();
  const texts = useCompareTexts();
  const name = titleOf(request, t);
  const waiting = isWaiting(state);
  const names = request.origin === 'own' ? (request.leftOut ?? []) : [];
  const { model, loading } = state;
  const entry = request.origin === 'own' ? undefined : published.find((each) => each.name === nameOf(request));
  return (
    <section class="card side" aria-labelledby={id} aria-busy={waiting}>
      <div>
        <p class="muted small">{role}</p>
        <h2 id={id} tabIndex={-1}>
          {name}
        </h2>
        <p class="muted small told">
          {model ? factsOf(t, texts, model) : entry && factsIn(t, entry)}
          {entry && <Source entry={entry} />}
        </p>
      </div>
      {answer ? (
        <>
          <Sentence answer={answer} />
          <ol class="labels">
            {answer.classes.map(({ label, score }, rank) => (
              <li key={rank} class="line" title={label}>
                <LabelLine {...{ label, score }} />
              </li>
            ))}
          </ol>
        </>
      ) : (
        <Skeleton moving={waiting} />
      )}
      <div class="beneath">
        {!model && loading && <LoadProgress loading={loading} />}
        <Problem failure={failure} />
        <p class="muted small">
          {answer
            ? t.answer.run(answer.runMs, t.backend.on(adapterOf(answer.model.classifier.info)))
            : !photo
              ? texts.noPhoto
              : model && waiting && t.answer.looks}
        </p>
        {names.length > 0 && <p class="small">{t.models.leftOut(t.n.listed(names))}</p>}
        {photo && square && <Part {...{ photo, square, name }} />}
        {children}
      </div>
      <p class="hidden" role="status">
        {answer && `${name}: ${announced(t, answer)}`}
      </p>
    </section>
  );
}

/** What it sees, how large it is, and, if it was published, how often it is right, and its licence. */
function factsOf({ models, n }: Texts, texts: CompareTexts, { classifier: { info } }: Model): string {
  const { top1, license } = info.published ?? {};
  return joinedFacts([
    texts.sees(...info.inputSize),
    models.size(info.bytes.weights),
    top1 === undefined ? undefined : models.top1(n.percent(top1 / 100)),
    license,
  ]);
}
