/**
 * Errors in the page's words: a table of the errors that can happen, and one of those of the page's own model.
 */
import {
  ConfigError,
  DeviceLostError,
  type ErrorCode,
  GpuMemoryError,
  ImageError,
  ShaderError,
  WebGPUUnavailableError,
  WeightsError,
} from '../index';
import { PageError } from './pageError';
import { ended, sentence } from './words';

/** The cure: waiting a little, a connection, or something that only a person can do. */
export type Cure = 'wait' | 'connection' | 'person';

/** An error as the page shows it. */
export interface Failure {
  /** One sentence or two, in the page's words. */
  readonly text: string;
  /** The message of the library or of the browser. */
  readonly details?: string;
  readonly cure: Cure;
}

/** The work during which an error happened; `name` is that of the checkpoint's or the photo's file. */
export interface Work {
  readonly on: 'embedded' | 'own' | 'photo';
  readonly name: string;
}

interface Row {
  readonly errors: readonly (abstract new (...args: never[]) => Error)[];
  readonly on: readonly Work['on'][];
  /** Without words the error's own message is shown. */
  readonly words?: (name: string) => string;
  readonly cure: Cure;
}

const MODELS = ['embedded', 'own'] as const;
const ANY = [...MODELS, 'photo'] as const;

/** The first row that fits is taken. */
const ROWS: readonly Row[] = [
  { errors: [PageError], on: ANY, cure: 'person' },
  { errors: [DeviceLostError], on: ANY, words: () => 'The graphics processor stopped working.', cure: 'wait' },
  {
    errors: [WebGPUUnavailableError],
    on: ANY,
    words: () =>
      'The browser finds no graphics processor that it may use. If this stays so, reload the page, or switch on hardware acceleration in the browser’s settings.',
    cure: 'wait',
  },
  {
    errors: [GpuMemoryError],
    on: ANY,
    words: (name) => `The graphics processor has too little memory for ${name}. Close other tabs and try again.`,
    cure: 'person',
  },
  {
    errors: [ShaderError],
    on: ANY,
    words: () => 'This graphics processor refuses the model’s programs. A newer browser or driver may help.',
    cure: 'person',
  },
  // Their messages name the file and say what to do.
  { errors: [WeightsError, ConfigError], on: ['own'], cure: 'person' },
  {
    errors: [ImageError],
    on: ['photo'],
    words: (name) => `${name} cannot be read to its end as a picture. Choose another one, or save it anew as a JPEG.`,
    cure: 'person',
  },
];

interface Words {
  readonly text: string;
  readonly cure: Cure;
}

const NO_START: Words = { text: 'The model could not be started.', cure: 'person' };
const OTHER_FILE: Words = {
  text: 'In place of the model came another file. Reload the page; if this stays so, its server has a wrong one.',
  cure: 'person',
};

/** What keeps the page's own model from being loaded. */
const EMBEDDED: Readonly<Record<ErrorCode<'WeightsError'>, Words>> = {
  unreachable: {
    text: 'The model is not kept on this device, and could not be fetched. Check the connection and try again.',
    cure: 'connection',
  },
  interrupted: { text: 'The model broke off on its way. Check the connection and try again.', cure: 'connection' },
  'not-a-checkpoint': {
    text: 'In place of the model came something else, such as the page on which a network asks people to sign in. Check the connection and try again.',
    cure: 'connection',
  },
  digest: OTHER_FILE,
  damaged: OTHER_FILE,
  mismatch: OTHER_FILE,
  ambiguous: OTHER_FILE,
  unsafe: OTHER_FILE,
  unsupported: OTHER_FILE,
  'too-large': { text: 'The model needs more memory than there is. Close other tabs and try again.', cure: 'person' },
  source: NO_START,
  overflow: NO_START,
  cache: NO_START,
};

/** Names of WebGPU's errors after the process that drives the graphics processor has ended. */
const PROCESS_IS_GONE: readonly string[] = ['AbortError', 'InvalidStateError', 'OperationError'];

const UNEXPECTED: Readonly<Record<Work['on'], (name: string) => string>> = {
  embedded: () => NO_START.text,
  own: (name) => `${name} could not be loaded.`,
  photo: (name) => `${name} could not be looked at.`,
};

/** An error in words for people. */
export function failureOf(error: unknown, { on, name }: Work): Failure {
  const known = error instanceof DOMException && PROCESS_IS_GONE.includes(error.name) ? DeviceLostError : undefined;
  const row = ROWS.find(
    ({ errors, on: works }) => works.includes(on) && errors.some((kind) => kind === known || error instanceof kind),
  );
  if (error instanceof PageError) return { text: ended(error.message), cure: 'person' };
  const details = sentence(error);
  if (error instanceof WeightsError && on === 'embedded') return { ...EMBEDDED[error.code], details };
  if (!row) return { text: UNEXPECTED[on](name), details, cure: 'person' };
  return row.words ? { text: row.words(name), details, cure: row.cure } : { text: details, cure: row.cure };
}
