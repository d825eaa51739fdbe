/**
 * The page's state, and the actions that change it.
 */
import type { Classification, Classifier, Progress } from '../index';
import type { Failure } from './failures';
import { EMBEDDED_REQUEST, type ModelRequest } from './modelRequest';
import type { Size, Square } from './stage/square';

/** A model in use. */
export interface Model {
  readonly request: ModelRequest;
  readonly classifier: Classifier;
}

/** One attempt to load a model; another attempt is another object. */
export interface Load {
  readonly request: ModelRequest;
  /** Before the attempt begins. */
  readonly waitMs: number;
  /** The failure after which another attempt is made. */
  readonly because?: Failure;
}

/** A model that is being loaded; the one in use stays until the load has ended. */
export interface Loading {
  readonly load: Load;
  readonly progress?: Progress;
}

/** A picture that the browser can show. `url` is an object URL of `blob`, or of its first picture where it is an animation. */
export interface Photo {
  /** That of its file. */
  readonly name: string;
  readonly isSample: boolean;
  readonly blob: Blob;
  readonly url: string;
  /** Of the photo as people see it. */
  readonly size: Size;
  readonly isStill?: boolean;
  /** The names of the files that came with it and were left out. */
  readonly leftOut?: readonly string[] | undefined;
}

/** A model's answer to a square of a photo. */
export interface Answer {
  readonly photo: Photo;
  /** The square that was asked for; undefined for the usual one. */
  readonly square: Square | undefined;
  readonly model: Model;
  readonly classes: readonly Classification[];
  readonly runMs: number;
}

/** Everything that the page shows. */
export interface State {
  /** Neither WebGPU nor WebAssembly works in this browser, so nothing else on the page would. */
  readonly unsupported: boolean;
  /** Whether models run on WebGPU alone, also where WebAssembly is faster. */
  readonly onWebGPU: boolean;
  readonly model?: Model | undefined;
  readonly loading?: Loading | undefined;
  /** The request to return to when another one fails: that of the last model in use. */
  readonly home: ModelRequest;
  /** How many attempts the page has made by itself since the last answer, or since the person's last request. */
  readonly attempts: number;
  readonly modelProblem?: { readonly request: ModelRequest; readonly failure: Failure } | undefined;
  /** The photo in the frame; `answer` may be of another photo or model. */
  readonly photo?: Photo | undefined;
  /** The square of the photo that the person has chosen; undefined for the usual one. */
  readonly square?: Square | undefined;
  readonly answer?: Answer | undefined;
  readonly photoProblem?: Failure | undefined;
  /** Why the next answer takes long: the model in use is opened again after the loss of its device. */
  readonly reopening?: Failure | undefined;
  /** The photo and the square that failed last, and the model that they failed with: it is not asked about them again. */
  readonly failed?: Pick<State, 'photo' | 'square' | 'model'> | undefined;
}

export type Action =
  | { readonly type: 'unsupported' }
  | { readonly type: 'WebGPU asked' }
  | { readonly type: 'model asked'; readonly request: ModelRequest }
  | { readonly type: 'model problem left' }
  | { readonly type: 'load progressed'; readonly load: Load; readonly progress: Progress }
  | { readonly type: 'load ended'; readonly load: Load; readonly model: Model }
  | { readonly type: 'load failed'; readonly load: Load; readonly failure: Failure }
  | { readonly type: 'load cancelled' }
  | { readonly type: 'model reopens'; readonly model: Model; readonly failure: Failure }
  | { readonly type: 'model lost'; readonly model: Model; readonly failure: Failure }
  | { readonly type: 'connected' }
  | { readonly type: 'photo opened'; readonly photo: Photo }
  | { readonly type: 'square moved'; readonly square: Square | undefined }
  | { readonly type: 'photo refused'; readonly failure: Failure }
  | { readonly type: 'answered'; readonly answer: Answer }
  | { readonly type: 'answer failed'; readonly failure: Failure }
  | { readonly type: 'answer cancelled' };

/**
 * How long the page waits before each attempt that it makes by itself; after the last one it asks the person. The sum
 * is above two minutes, for which Chromium gives a page no GPU after its graphics process has crashed twice.
 */
export const WAITS_MS: readonly number[] = [500, 2_000, 8_000, 30_000, 90_000];

const loadOf = (request: ModelRequest, waitMs = 0): Loading => ({ load: { request, waitMs } });

/** The state before any action: the embedded model is being loaded. */
export const START: State = {
  unsupported: false,
  onWebGPU: false,
  home: EMBEDDED_REQUEST,
  attempts: 0,
  loading: loadOf(EMBEDDED_REQUEST),
};

/** Whether the answer that the page has is of the photo in the frame, and of the model in use if there is one. */
export const isAnswered = ({ model, photo, answer }: State): boolean =>
  answer !== undefined && answer.photo === photo && (!model || answer.model.request === model.request);

/** Whether that answer is also of the square in the frame. Until it is, the page keeps the one of the last square. */
export const isUpToDate = (state: State): boolean => isAnswered(state) && state.answer?.square === state.square;

/** Whether the square in the frame will get an answer: a model runs on it, or is being loaded. */
export const isWaiting = (state: State): boolean => {
  const { model, loading, photo, square, failed } = state;
  if (!photo || isUpToDate(state)) return false;
  if (!model) return loading !== undefined;
  return failed?.photo !== photo || failed.square !== square || failed.model !== model;
};

/** The state after an action. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'unsupported':
      return { ...START, loading: undefined, unsupported: true };
    case 'WebGPU asked': {
      if (state.onWebGPU) return state;
      const request = state.loading?.load.request ?? state.home;
      return { ...state, onWebGPU: true, loading: loadOf(request), attempts: 0, modelProblem: undefined };
    }
    case 'model asked':
      return { ...state, loading: loadOf(action.request), attempts: 0, modelProblem: undefined };
    case 'model problem left': // without a model it says why there is no answer, and has the button to try again
      return state.model ? { ...state, modelProblem: undefined } : state;
    case 'load progressed':
      return isCurrent(state, action.load)
        ? { ...state, loading: { load: action.load, progress: action.progress } }
        : state;
    case 'load ended':
      return {
        ...state,
        model: action.model,
        home: action.model.request,
        reopening: undefined,
        loading: isCurrent(state, action.load) ? undefined : state.loading, // another one may have been asked for just now
      };
    case 'load failed':
      return isCurrent(state, action.load) ? afterFailure(state, action.load.request, action.failure) : state;
    case 'load cancelled':
      return { ...state, loading: state.model ? undefined : loadOf(state.home), modelProblem: undefined };
    case 'model reopens':
      return state.model === action.model ? { ...state, reopening: action.failure } : state;
    case 'model lost': {
      if (state.model !== action.model) return state;
      const left: State = { ...state, model: undefined, reopening: undefined };
      return state.loading ? left : afterFailure(left, action.model.request, action.failure);
    }
    case 'connected': {
      const { modelProblem, loading } = state;
      if (loading || modelProblem?.failure.cure !== 'connection') return state;
      return { ...state, loading: loadOf(modelProblem.request), modelProblem: undefined };
    }
    case 'photo opened':
      return { ...state, photo: action.photo, square: undefined, photoProblem: undefined };
    case 'square moved':
      return state.photo ? { ...state, square: action.square, photoProblem: undefined } : state;
    case 'photo refused':
      return { ...state, photoProblem: action.failure };
    case 'answered':
      return { ...state, answer: action.answer, attempts: 0, reopening: undefined };
    case 'answer failed':
      return { ...withoutAnswer(state), photoProblem: action.failure };
    case 'answer cancelled':
      return withoutAnswer(state);
  }
}

const isCurrent = ({ loading }: State, load: Load): boolean => loading?.load === load;

/** Tries again if waiting helps. Else shows the failure, and returns to the last model if none is in use. */
function afterFailure(state: State, request: ModelRequest, failure: Failure): State {
  const waitMs = failure.cure === 'wait' ? WAITS_MS[state.attempts] : undefined;
  if (waitMs !== undefined)
    return { ...state, loading: { load: { request, waitMs, because: failure } }, attempts: state.attempts + 1 };
  const isHomeless = !state.model && request !== state.home;
  return { ...state, loading: isHomeless ? loadOf(state.home) : undefined, modelProblem: { request, failure } };
}

/** The frame goes back to the last photo that had an answer, and to its square. */
const withoutAnswer = (state: State): State => ({
  ...state,
  photo: state.answer?.photo,
  square: state.answer?.square,
  failed: { photo: state.photo, square: state.square, model: state.model },
});
