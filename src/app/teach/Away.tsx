import { Problem } from '../components/Problem';
import { useTexts } from '../language/language';
import { LoadProgress } from '../model/LoadProgress';
import type { Action, State } from '../state';

interface Props {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
}

/** What is waited for after the loss of the model; or why none comes, and the way to try again. */
export function Away({ state: { model, loading, modelProblem, home }, dispatch }: Props) {
  const { tryAgain } = useTexts();
  if (model) return null;
  // Of a first model nothing is said: the classes would move when it has come.
  if (loading) return loading.load.because ? <LoadProgress loading={loading} /> : null;
  return (
    <div>
      <Problem failure={modelProblem?.failure} />
      <p class="actions">
        <button type="button" class="button" onClick={() => dispatch({ type: 'model asked', request: home })}>
          {tryAgain}
        </button>
      </p>
    </div>
  );
}
