/**
 * A model as a cache's note keeps it, read back: another version of this library may have written the note.
 */
import type { Identified } from './identify';
import { resolveConfig } from './model/config';
import { type HeadLayer, POOLS } from './model/heads/head';
import { inputSizeOf } from './options';
import { preprocessingOf } from './preprocessingOption';
import { isObject } from './core/json';

const LAYERS: readonly unknown[] = ['linear', 'batchNorm', 'relu'] satisfies readonly HeadLayer['type'][];

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isHead(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.pool) || !Array.isArray(value.layers)) return false;
  const isPool = (POOLS as readonly unknown[]).includes(value.pool.type);
  return isPool && value.layers.every((layer: unknown) => isObject(layer) && LAYERS.includes(layer.type));
}

/** Whether a field is what `identify` would have put there; a field that the type has and the table lacks does not compile. */
const FIELDS: { readonly [Name in keyof Identified]-?: (value: unknown) => boolean } = {
  name: (value) => typeof value === 'string',
  config: (value) => isObject(value) && Boolean(resolveConfig(value)),
  head: isHead,
  assumed: isTexts,
  unused: isTexts,
  inputSize: (value) => Array.isArray(value) && Boolean(inputSizeOf(value)),
  preprocessing: (value) => typeof value === 'object' && Boolean(preprocessingOf(value)),
  labels: isTexts,
};

/** Undefined where a field is missing, is another one or has another shape. */
export function restoreIdentified(kept: unknown): Identified | undefined {
  if (!isObject(kept) || Object.keys(kept).some((name) => !Object.hasOwn(FIELDS, name))) return undefined;
  try {
    const isWhole = Object.entries(FIELDS).every(([name, fits]) => fits(kept[name]));
    return isWhole ? (kept as unknown as Identified) : undefined;
  } catch {
    return undefined; // a value that no model can have
  }
}
