import { Problem } from '../components/Problem';
import { useTexts } from '../language/language';
import { LoadProgress } from '../model/LoadProgress';
import type { Action, State } from '../state';

interface Props {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
}

/** What is waited for while no model is in use; or why none comes, and the way to try again. */
export function Away({ state: { model, loading, modelProblem, home }, dispatch }: Props) {
  const { tryAgain } = useTexts();
  if (model) return null;
  if (loading) return <LoadProgress loading={loading} />;
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
