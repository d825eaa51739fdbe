/**
 * The checkpoints that the library knows, as weights/manifest.json lists them: the one that ships, and every published one.
 */
import { need } from '../../core/need';
import type { Preprocessing } from '../../preprocessing/recipes';
import manifest from '../../../weights/manifest.json';
import embeddedLabels from '../../../weights/resnest26_2s1x32d.labels.json';

interface Known {
  readonly name: string;
  /** The variant whose weights these are. */
  readonly model: string;
  /** File of the labels, beside the manifest. */
  readonly labels: string;
  readonly inputSize: number;
  /** The preprocessing with which the published accuracy was measured. */
  readonly preprocessing: Preprocessing;
  readonly license: string;
}

/** How often a model's first answer is right, by its score: measured on photos that it was not trained on. */
export interface Reliability {
  /** The lower edge of each step of the score, from 0 to 1. */
  readonly from: readonly number[];
  /** How many photos had a score of this step. */
  readonly photos: readonly number[];
  /** For how many of them the first answer was right. */
  readonly right: readonly number[];
  /** The score below which less than half of the answers are right. */
  readonly doubt: number;
}

/** A checkpoint that comes with the library. */
export interface ShippedCheckpoint extends Known {
  /** Relative to the folder of the manifest. */
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly trainingData: string;
  readonly reliability: Reliability;
}

/** A checkpoint that its authors published. */
export interface PublishedCheckpoint extends Known {
  /** Where its authors put it; Hugging Face lets pages read it, GitHub's releases have to be downloaded by hand. */
  readonly url: `https://${string}`;
  /** Other addresses of the same file, which a digest proves. */
  readonly mirrors?: readonly `https://${string}`[];
  readonly sha256?: string;
  /** The first 8 digits, where no more is known. */
  readonly sha256Prefix?: string;
  /** Percent of ImageNet's validation photos whose first answer is right, as published. */
  readonly top1: number;
}

export type ManifestEntry = ShippedCheckpoint | PublishedCheckpoint;

/** Those of the model that ships are there at once. */
const LABEL_FILES: ReadonlyMap<string, () => Promise<readonly string[]>> = new Map([
  ['resnest26_2s1x32d.labels.json', () => Promise.resolve(embeddedLabels)],
  ['imagenet-1k.labels.json', async () => (await import('../../../weights/imagenet-1k.labels.json')).default],
]);

// JSON's types are wider than what the file holds; a test checks the file.
export const manifestEntries = manifest as unknown as readonly ManifestEntry[];

const isShipped = (entry: ManifestEntry): entry is ShippedCheckpoint => 'trainingData' in entry;

/** The shipped checkpoint of a model, if there is one. */
export const shippedCheckpoint = (model: string): ShippedCheckpoint | undefined =>
  manifestEntries.filter(isShipped).find((entry) => entry.model === model);

/** The shipped checkpoint of which a copy lies at an address, if its file still has its name. */
export const shippedCopy = (address: string): ShippedCheckpoint | undefined =>
  manifestEntries.filter(isShipped).find(({ url }) => new URL(address).pathname.endsWith(`/${url}`));

/** Whether the file of that SHA-256 is one that ships. */
export const isShippedFile = (sha256: string): boolean =>
  manifestEntries.filter(isShipped).some((entry) => entry.sha256 === sha256);

export const isPublished = (entry: ManifestEntry): entry is PublishedCheckpoint => !isShipped(entry);

/** The published checkpoint of a name. The shipped one has the name of its model, which says no more than the model. */
export const publishedNamed = (name: unknown): PublishedCheckpoint | undefined =>
  manifestEntries.filter(isPublished).find((entry) => entry.name === name);

/** The published checkpoints of a model. */
export const publishedOf = (model: string): readonly PublishedCheckpoint[] =>
  manifestEntries.filter(isPublished).filter((entry) => entry.model === model);

/** All digits that are known of a checkpoint's SHA-256: 64, the first 8, or none. */
export const knownDigits = (entry: ManifestEntry): string | undefined =>
  entry.sha256 ?? (isPublished(entry) ? entry.sha256Prefix : undefined);

/** The size of a checkpoint's file, where it is known. */
export const knownBytes = (entry: ManifestEntry): number | undefined => (isShipped(entry) ? entry.bytes : undefined);

/** The checkpoint of that SHA-256, if it is a known one. */
export const knownCheckpoint = (sha256: string): ManifestEntry | undefined =>
  manifestEntries.find((entry) => {
    const known = knownDigits(entry);
    return known !== undefined && sha256.startsWith(known);
  });

/** The labels of a file beside the manifest. */
export const labelsFile = (name: string): Promise<readonly string[]> => need(LABEL_FILES, name, 'file of labels')();

/** The labels of a checkpoint, in the order of its classes. */
export const labelsOf = ({ labels }: ManifestEntry): Promise<readonly string[]> => labelsFile(labels);
