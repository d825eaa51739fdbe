import type { Square } from '../stage/square';
import { type Answer, isAnswered, type State } from '../state';
import { Side } from './Side';
import { useCompareTexts } from './texts';

interface Props {
  readonly state: State;
  /** The square that it sees, where the other model sees another one. */
  readonly square?: Square | undefined;
}

/** The answer of the model in use to the photo in the frame. */
export const answerTo = (state: State): Answer | undefined => (isAnswered(state) ? state.answer : undefined);

/** The model in use, as one of two. */
export function First({ state, square }: Props) {
  const t = useCompareTexts();
  const { model, home, modelProblem, photo } = state;
  return (
    <Side
      id="first-model"
      role={t.first}
      request={model?.request ?? home}
      state={state}
      photo={photo}
      answer={answerTo(state)}
      square={square}
      failure={model ? undefined : modelProblem?.failure}
    />
  );
}
