/**
 * A verdict in words, in parts: labels are set apart on the page, and read out like any other word.
 */
import type { Texts } from '../language/language';
import type { Answer } from '../state';
import { type Verdict, verdictOn } from './verdict';

/** A part of the sentence. */
export interface Part {
  readonly text: string;
  readonly isLabel: boolean;
}

const word = (text: string): Part => ({ text, isLabel: false });
const label = (text: string): Part => ({ text, isLabel: true });

/** The sentence on an answer. */
export function saidIn({ verdict: t }: Texts, verdict: Verdict): readonly Part[] {
  switch (verdict.kind) {
    case 'chance':
    case 'unknown':
      return [word(t.unknown)];
    case 'perhaps':
      return [
        word(t.perhaps.before),
        label(verdict.best.label),
        word(t.perhaps.between),
        label(verdict.next.label),
        word(t.perhaps.after),
      ];
    case 'plain':
    case 'sure':
    case 'probably':
      return [word(t[verdict.kind].before), label(verdict.best.label), word(t[verdict.kind].after)];
  }
}

/** The measurement behind the sentence, or that there is none. */
export function behindIn({ gap, verdict: t }: Texts, verdict: Verdict): string {
  switch (verdict.kind) {
    case 'chance':
      return t.chance;
    case 'plain':
      return t.unmeasured;
    case 'unknown':
      return [t.nearest(verdict.best.label, verdict.next.label), t.measured(verdict.right, verdict.photos)].join(gap);
    case 'sure':
    case 'probably':
    case 'perhaps':
      return [t.measured(verdict.right, verdict.photos), t.foreign].join(gap);
  }
}

/** What a screen reader reads out of an answer: the sentence, and the labels. */
export function announced(t: Texts, { classes, model }: Answer): string {
  const { config, published } = model.classifier.info;
  const verdict = verdictOn(classes, config.numClasses, published?.reliability);
  const said = verdict ? saidIn(t, verdict).map(({ text }) => text) : [];
  return `${said.join('')} ${classes.map(({ label, score }) => `${label} ${t.n.percent(score)}`).join(', ')}`;
}
