/**
 * Reads back a model from a cache's note, which another version of this library may have written.
 */
import type { Identified } from '../identify';
import { resolveConfig } from '../model/config';
import { isHeadConfig } from '../model/heads/heads';
import { readInputSize } from '../options';
import { readPreprocessing } from '../preprocessing/option';
import { isObject, type Json } from '../core/json';

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** Whether a field may come from `identify`. A field that the type has and this table lacks does not compile. */
const FIELDS: { readonly [Name in keyof Identified]-?: (value: unknown) => boolean } = {
  name: (value) => typeof value === 'string',
  published: (value) => value === undefined || typeof value === 'string',
  config: (value) => isObject(value) && Boolean(resolveConfig(value)),
  head: isHeadConfig,
  assumed: isTexts,
  unused: isTexts,
  inputSize: (value) => Array.isArray(value) && Boolean(readInputSize(value)),
  preprocessing: (value) => typeof value === 'object' && Boolean(readPreprocessing(value)),
  labels: isTexts,
};

/** The head of a note. Versions before heads had kinds knew classifiers only, and their notes say no kind. */
const withKind = (head: unknown): unknown =>
  isObject(head) && head.kind === undefined ? { kind: 'classifier', ...head } : head;

/** Undefined where a field is missing, is another one or has another shape. */
export function restoreIdentified(note: unknown): Identified | undefined {
  if (!isObject(note) || Object.keys(note).some((name) => !Object.hasOwn(FIELDS, name))) return undefined;
  const kept: Json = { ...note, head: withKind(note.head) };
  try {
    const isWhole = Object.entries(FIELDS).every(([name, fits]) => fits(kept[name]));
    return isWhole ? (kept as unknown as Identified) : undefined;
  } catch {
    return undefined; // a value that no model can have
  }
}
