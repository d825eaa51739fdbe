/** What the command line prints on stdout: lines for people, or one JSON object a line. */

import type * as Library from '../../src/index';
import { plain } from '../common/words';
import type { Options } from './options';

/** One image's or tensor's answer. */
export interface Result {
  readonly source: string;
  readonly adapter: string;
  /** The best classes of row 0, best first; score is what the activation makes of the logit. */
  readonly top: readonly { readonly index: number; readonly label: string; readonly score: number }[];
  /** One row for each of the batch. */
  readonly logits?: readonly (readonly number[])[];
  /** One warm run, from the input on the GPU to logits read back. */
  readonly milliseconds: number;
}

/** One line of JSON. */
export const formatJson = ({ source, adapter, top, logits, milliseconds }: Result): string =>
  JSON.stringify({ source, adapter, top, ...(logits && { logits }), milliseconds });

/** The line before all answers: what computes, and on what. */
export const formatHeading = (info: Pick<Library.ClassifierInfo, 'model' | 'inputSize' | 'adapter'>): string =>
  `${plain(info.model)} at ${[info.inputSize].flat().join(' x ')} on ${info.adapter}`;

/** A score for people: a share as a percentage, a logit as a number. */
export const formatScore = (score: number, activation: Options['activation']): string =>
  activation === 'none' ? score.toFixed(3) : `${(100 * score).toFixed(1)} %`;

/** A source and its labels, for people. */
export function formatText({ source, top, milliseconds }: Result, activation: Options['activation']): string {
  const lines = top.map(({ score, label }) => `${formatScore(score, activation).padStart(9)}  ${plain(label)}`);
  return ['', `${plain(source)}  (${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms)`, ...lines].join('\n');
}
