/**
 * The heads that a model may have.
 */
import { isObject } from '../../core/json';
import { defect, need } from '../../core/need';
import type { Features } from '../backbone/features';
import type { GraphBuilder, OutputName } from '../graph';
import { classifier } from './classifier/classifier';
import type { DetectedHead, Head, HeadKeywords, HeadTensors, HeadWishes } from './head';

/** In the order in which a checkpoint is asked for them; the last one takes a backbone that has no head. */
const HEADS = [classifier] as const;

/** The configuration of any of them. */
export type HeadConfig = (typeof HEADS)[number] extends Head<infer Config> ? Config : never;

const byKind: ReadonlyMap<string, Head<HeadConfig>> = new Map(HEADS.map((head) => [head.kind, head]));

const headOf = ({ kind }: HeadConfig): Head<HeadConfig> => need(byKind, kind, 'head');

/**
 * The head of a checkpoint. Throws a ConfigError where a wish cannot be met or one of several heads must be chosen, a
 * WeightsError where the tensors make no whole head.
 */
export function detectHead(tensors: HeadTensors, wishes: HeadWishes = {}): DetectedHead<HeadConfig> {
  for (const head of HEADS) {
    const detected = head.detect(tensors, wishes);
    if (detected) return detected;
  }
  throw defect('no head takes a backbone alone');
}

/** Whether a tensor is of a head, by its name in a state dict. */
export const isOfHead = (name: string): boolean => HEADS.some(({ names }) => names.test(name));

/** Adds a head to a graph and names its outputs; gives the name of the one that the model is for. */
export function buildHead(b: GraphBuilder, features: Features, config: HeadConfig): OutputName {
  const { outputs, main } = headOf(config).build(b, features, config);
  for (const [name, value] of Object.entries(outputs)) b.name(name, value);
  return main;
}

/** The keywords of the original that a head decides. */
export const keywordsOf = (config: HeadConfig): HeadKeywords => headOf(config).keywords(config);

/** The head for as many classes as the caller wants. Throws a ConfigError where its kind cannot be told them. */
export const withClasses = (config: HeadConfig, numClasses: number): HeadConfig =>
  headOf(config).withClasses(config, numClasses);

/** Whether something, such as a cache kept it, is the configuration of a head. */
export const isHeadConfig = (data: unknown): boolean =>
  isObject(data) && typeof data.kind === 'string' && (byKind.get(data.kind)?.isConfig(data) ?? false);
