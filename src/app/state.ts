/**
 * The page's state, and what may happen to it.
 */
import type { Classification, Classifier, Progress } from '../index';

/** Where a model comes from: with the page, or from a file of the user's. */
export type Origin = 'embedded' | 'own';

/** A model in use. */
export interface Model {
  readonly origin: Origin;
  /** For people, such as `resnest50 from flowers.safetensors`. */
  readonly title: string;
  readonly classifier: Classifier;
}

/** A model on its way; the one in use stays until it has come. */
export interface Loading {
  readonly origin: Origin;
  readonly title: string;
  readonly progress?: Progress;
}

/** A picture that the browser can show. `url` is an object URL of `blob`. */
export interface Photo {
  readonly name: string;
  readonly blob: Blob;
  readonly url: string;
}

/** What a model said about a photo. */
export interface Answer {
  readonly photo: Photo;
  readonly model: Model;
  readonly classes: readonly Classification[];
  readonly runMs: number;
}

/** Everything that the page shows. Problems are whole sentences. */
export interface State {
  /** WebGPU does not work here, so nothing else on the page would. */
  readonly unsupported: boolean;
  readonly model?: Model | undefined;
  readonly loading?: Loading | undefined;
  readonly modelProblem?: { readonly origin: Origin; readonly text: string } | undefined;
  /** The photo in the frame; `answer` may be of another photo or model. */
  readonly photo?: Photo | undefined;
  readonly answer?: Answer | undefined;
  readonly photoProblem?: string | undefined;
  /** The photo that failed last, and under which model: nobody is asked about the two again. */
  readonly failed?: { readonly photo: Photo | undefined; readonly model: Model | undefined } | undefined;
}

export type Action =
  | { readonly type: 'unsupported' }
  | { readonly type: 'load began'; readonly origin: Origin; readonly title: string }
  | { readonly type: 'load progressed'; readonly progress: Progress }
  | { readonly type: 'load ended'; readonly model: Model }
  | { readonly type: 'load failed'; readonly origin: Origin; readonly problem: string }
  | { readonly type: 'load cancelled' }
  | { readonly type: 'model lost'; readonly problem: string }
  | { readonly type: 'photo opened'; readonly photo: Photo }
  | { readonly type: 'photo refused'; readonly problem: string }
  | { readonly type: 'answered'; readonly answer: Answer }
  | { readonly type: 'answer failed'; readonly problem: string };

/** What is there before anything has happened. */
export const START: State = { unsupported: false };

/** Whether the photo in the frame has the answer that the page shows. */
export const isAnswered = ({ model, photo, answer }: State): boolean =>
  answer !== undefined && answer.photo === photo && answer.model === model;

/** Whether the photo in the frame will have an answer: a model looks at it now, or is on its way. */
export const isWaiting = (state: State): boolean => {
  const { model, loading, photo, failed } = state;
  if (!photo || isAnswered(state)) return false;
  return model ? failed?.photo !== photo || failed.model !== model : loading !== undefined;
};

/** The state after an action. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'unsupported':
      return { unsupported: true };
    case 'load began':
      return { ...state, loading: { origin: action.origin, title: action.title }, modelProblem: undefined };
    case 'load progressed':
      return state.loading ? { ...state, loading: { ...state.loading, progress: action.progress } } : state;
    case 'load ended':
      return { ...state, model: action.model, loading: undefined };
    case 'load failed':
      return { ...state, loading: undefined, modelProblem: { origin: action.origin, text: action.problem } };
    case 'load cancelled':
      return { ...state, loading: undefined };
    case 'model lost':
      return { ...state, model: undefined, modelProblem: { origin: 'embedded', text: action.problem } };
    case 'photo opened':
      return { ...state, photo: action.photo, photoProblem: undefined };
    case 'photo refused':
      return { ...state, photoProblem: action.problem };
    case 'answered':
      return { ...state, answer: action.answer };
    case 'answer failed': // the frame goes back to the last photo that had an answer
      return {
        ...state,
        photo: state.answer?.photo,
        failed: { photo: state.photo, model: state.model },
        photoProblem: action.problem,
      };
  }
}
