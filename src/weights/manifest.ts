/**
 * The weights that come with the library, as weights/manifest.json lists them.
 */
import type { Preprocessing } from '../core/pixels';
import manifest from '../../weights/manifest.json';

/** A checkpoint that the library knows. */
export interface ManifestEntry {
  readonly name: string;
  /** Relative to the folder of the manifest. */
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  /** File of the labels, beside the manifest. */
  readonly labels: string;
  readonly inputSize: number;
  readonly preprocessing: Preprocessing;
  readonly license: string;
}

const labelFiles = import.meta.glob<string[]>('../../weights/*.labels.json', { import: 'default', eager: true });

// JSON's types are wider than what the file holds; a test checks the file.
export const manifestEntries = manifest as unknown as readonly ManifestEntry[];

/** The shipped checkpoint of a model, if there is one. */
export const shippedCheckpoint = (model: string): ManifestEntry | undefined =>
  manifestEntries.find(({ name }) => name === model);

/** The labels of a shipped checkpoint, in the order of its classes. */
export const shippedLabels = ({ labels }: ManifestEntry): readonly string[] =>
  labelFiles[`../../weights/${labels}`] ?? [];

/** Where the shipped checkpoint lies: in `weights/` beside the built module; in development beside `src/`. */
export function shippedUrl({ url }: ManifestEntry): string {
  const module = import.meta.url; // a name of its own, or bundlers take the file for an asset to inline
  return new URL(`${import.meta.env.DEV ? '../../weights' : './weights'}/${url}`, module).href;
}
