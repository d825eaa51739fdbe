/**
 * Errors in the page's words: a table of the errors that can happen, and one of those of a model that the page offers.
 */
import {
  ConfigError,
  DeviceLostError,
  type ErrorCode,
  GpuMemoryError,
  ImageError,
  ResNeStError,
  ShaderError,
  WebGPUUnavailableError,
  WeightsError,
} from '../index';
import type { FailureCode } from './language/failures.en';
import { inSentence, sentence } from './language/numbers';
import type { Texts } from './language/language';
import { isOfLostPart } from './views/lostPart';
import { PageError } from './pageError';

/** The cure: waiting a little, a connection, or something that only a person can do. */
export type Cure = 'wait' | 'connection' | 'person';

/** An error as the page shows it. `textOf` gives its words. */
export interface Failure {
  readonly code: FailureCode;
  /** The name of the file that the words are about. */
  readonly about: string;
  /** The library's code of an error about a checkpoint of the person's. */
  readonly reason?: ErrorCode<'WeightsError' | 'ConfigError'>;
  /** The message of the library or of the browser. */
  readonly details?: string;
  readonly cure: Cure;
}

/** The work during which an error happened; `name` is that of the checkpoint's or the photo's file. */
export interface Work {
  readonly on: 'offered' | 'own' | 'photo';
  readonly name: string;
}

interface Told {
  readonly code: FailureCode;
  readonly cure: Cure;
}

interface Row extends Told {
  readonly errors: readonly (abstract new (...args: never[]) => Error)[];
  readonly on: readonly Work['on'][];
}

const ANY = ['offered', 'own', 'photo'] as const;

/** The first row that fits is taken. */
const ROWS: readonly Row[] = [
  { errors: [DeviceLostError], on: ANY, code: 'device-lost', cure: 'wait' },
  { errors: [WebGPUUnavailableError], on: ANY, code: 'no-device', cure: 'wait' },
  { errors: [GpuMemoryError], on: ANY, code: 'device-memory', cure: 'person' },
  { errors: [ShaderError], on: ANY, code: 'device-refuses', cure: 'person' },
];

/** What befalls the worker in which the library computes, and what it computes with there. */
const BY_CODE: Partial<Readonly<Record<ErrorCode<'ResNeStError' | 'ConfigError'>, Told>>> = {
  fallback: { code: 'no-runtime', cure: 'connection' },
  'no-worker': { code: 'no-worker', cure: 'connection' },
  'worker-ended': { code: 'worker-ended', cure: 'wait' },
};

const NO_START: Told = { code: 'model-failed', cure: 'person' };
const OTHER_FILE: Told = { code: 'model-other', cure: 'person' };

/** What keeps a model that the page offers from being loaded. */
const OFFERED: Readonly<Record<ErrorCode<'WeightsError'>, Told>> = {
  unreachable: { code: 'model-unreachable', cure: 'connection' },
  interrupted: { code: 'model-interrupted', cure: 'connection' },
  'not-a-checkpoint': { code: 'model-replaced', cure: 'connection' },
  digest: OTHER_FILE,
  damaged: OTHER_FILE,
  mismatch: OTHER_FILE,
  ambiguous: OTHER_FILE,
  unsafe: OTHER_FILE,
  unsupported: OTHER_FILE,
  'too-large': { code: 'model-too-large', cure: 'person' },
  source: NO_START,
  overflow: NO_START,
  cache: NO_START,
};

/** Why a photo cannot be read; it is damaged where the table does not say otherwise. */
const UNREAD: Readonly<Partial<Record<ErrorCode<'ImageError'>, FailureCode>>> = {
  empty: 'photo-empty',
  gone: 'file-gone',
  'not-an-image': 'photo-unknown',
  unsupported: 'photo-unknown',
  'too-large': 'photo-too-large',
};

/** Names of WebGPU's errors after the process that drives the graphics processor has ended. */
const PROCESS_IS_GONE: readonly string[] = ['AbortError', 'InvalidStateError', 'OperationError'];

const UNEXPECTED: Readonly<Record<Work['on'], FailureCode>> = {
  offered: 'model-failed',
  own: 'own-failed',
  photo: 'photo-failed',
};

/** An error as data of the page. */
export function failureOf(error: unknown, { on, name: about }: Work): Failure {
  if (isOfLostPart(error)) return { code: 'part-unreachable', about, cure: 'person' };
  if (error instanceof PageError) return { code: error.code, about: error.about, cure: 'person' };
  const known = error instanceof DOMException && PROCESS_IS_GONE.includes(error.name) ? DeviceLostError : undefined;
  const row = ROWS.find(
    ({ errors, on: works }) => works.includes(on) && errors.some((kind) => kind === known || error instanceof kind),
  );
  const details = sentence(error);
  const told = row ?? (error instanceof ResNeStError ? BY_CODE[error.code as keyof typeof BY_CODE] : undefined);
  if (told) return { code: told.code, about, details, cure: told.cure };
  if (error instanceof ImageError && on === 'photo')
    return { code: UNREAD[error.code] ?? 'photo-damaged', about, details, cure: 'person' };
  if (error instanceof ConfigError && error.code === 'not-linear' && on === 'photo')
    return { code: 'model-explains-not', about, details, cure: 'person' };
  if (error instanceof WeightsError && on === 'offered') return { ...OFFERED[error.code], about, details };
  if ((error instanceof WeightsError || error instanceof ConfigError) && on === 'own')
    return { code: 'checkpoint', about, reason: error.code, details, cure: 'person' };
  return { code: UNEXPECTED[on], about, details, cure: 'person' };
}

/**
 * A failure in one sentence or two. About a checkpoint of the person's the library's English sentence says most; other
 * languages tell its reason.
 */
export function textOf(texts: Texts, { code, about, reason, details }: Failure): string {
  const said = texts.failures[code](inSentence(about));
  if (reason === undefined) return said;
  return texts.checkpoint ? `${said}${texts.checkpoint[reason]}` : (details ?? said);
}
