/**
 * What one should know of a published model before one fetches it, in words.
 */
import type { PublishedEntry } from '../../../index';
import type { Texts } from '../../language/language';
import { inputSideOf } from '../../modelRequest';
import { aboutBytes } from './sizes';

/** The size of its file; undefined where nobody knows it. */
export function sizeIn({ models }: Texts, entry: PublishedEntry): string | undefined {
  if (entry.bytes !== undefined) return models.size(entry.bytes);
  const about = aboutBytes(entry);
  return about === undefined ? undefined : models.about(about);
}

/** The size, how often it is right, what it sees, and the licence. */
export function factsIn(texts: Texts, entry: PublishedEntry): string {
  const { models, n } = texts;
  const facts = [
    sizeIn(texts, entry),
    entry.top1 === undefined ? undefined : models.top1(n.percent(entry.top1 / 100)),
    models.input(inputSideOf(entry)),
    entry.license,
  ];
  return joinedFacts(facts);
}

/** Facts in one line, without those that nobody knows. */
export const joinedFacts = (facts: readonly (string | undefined)[]): string =>
  facts.filter((fact) => fact !== undefined).join(' · ');
