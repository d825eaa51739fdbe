import { useTexts } from '../language/language';
import type { ModelRequest } from '../modelRequest';
import { isAnswered, type Model, type State } from '../state';
import type { Failure } from '../failures';
import { agreementOf } from './agreement';
import { areDifferent, seenBy } from './seen';
import { answerTo, First } from './First';
import { Side } from './Side';
import { useCompareTexts } from './texts';
import { useSecond } from './useSecond';

interface Props {
  readonly first: State;
  readonly request: ModelRequest;
  readonly onOther: () => void;
}

/** Its heading, or that of the question which model it shall be. */
export const SECOND = 'second-model';

/** Both models with their answers to the photo in the frame. The second one is gone with this component. */
export function Pair({ first, request, onOther }: Props) {
  const page = useTexts();
  const t = useCompareTexts();
  const [second, dispatch] = useSecond(request, first);
  const { photo } = first;
  const other = isAnswered(second) && second.answer?.photo === photo ? second.answer : undefined;
  const agreement = agreementOf(answerTo(first), other);
  const [square, otherSquare] = squaresOf(first, second.model);
  const failure = failureIn(second, first);
  return (
    <>
      <div class="sides">
        <First state={first} square={square} />
        <Side
          id={SECOND}
          role={t.second}
          request={request}
          state={second}
          photo={photo}
          answer={other}
          square={otherSquare}
          failure={failure}
        >
          <div class="actions">
            {!second.model && !second.loading && (
              <button type="button" class="button" onClick={() => dispatch({ type: 'model asked', request })}>
                {page.tryAgain}
              </button>
            )}
            <button type="button" class="button" onClick={onOther}>
              {second.model || !second.loading ? t.other : page.cancel}
            </button>
          </div>
        </Side>
      </div>
      <p class="agreement" role="status">
        {agreement && (agreement.isSame ? t.same(agreement.one) : t.different(agreement.one, agreement.other))}
      </p>
    </>
  );
}

/** The squares that both see, where they differ. */
function squaresOf(first: State, other: Model | undefined): readonly ReturnType<typeof seenBy>[] {
  const squares = first.model && other ? [seenBy(first.model, first), seenBy(other, first)] : [];
  const [one, two] = squares;
  return one && two && areDifferent(one, two) ? squares : [];
}

/** What keeps the second model from an answer to the photo in the frame. */
function failureIn(second: State, { photo }: State): Failure | undefined {
  if (second.unsupported) return { code: 'no-runtime', about: '', cure: 'connection' };
  if (!second.model) return second.modelProblem?.failure;
  return second.failed?.photo === photo ? second.photoProblem : undefined;
}
