/**
 * What no tensor tells of a model that was read off its shapes, in sentences: another value would fit the same tensors
 * and change the numbers.
 */
import type { ResNeStConfig } from './config';

interface Guess {
  readonly keywords: readonly (keyof ResNeStConfig)[];
  readonly sentence: (config: ResNeStConfig) => string;
}

const GUESSES: readonly Guess[] = [
  {
    keywords: ['avd', 'avdFirst'],
    sentence: ({ avd, avdFirst }) =>
      avd
        ? `avd is on, with avdFirst ${avdFirst ? 'on' : 'off'}; give model: { avdFirst: ${!avdFirst} } or { avd: false } if it was trained so`
        : 'avd is off; give model: { avd: true } if it was trained so',
  },
  {
    keywords: ['dilated', 'dilation'],
    sentence: ({ dilation }) =>
      `dilation is ${dilation}; give model: { dilation: 2 } for output stride 16, { dilation: 4 } for 8, each with dialect: 'timm' if timm trained it`,
  },
  {
    keywords: ['rectifiedConv'],
    sentence: () =>
      'the stem strides as published, and no convolution is rectified; give model: { rectifiedConv: true } if one was',
  },
];

/** A sentence for each guess, but for what somebody told. */
export const assumptions = (config: ResNeStConfig, told: ReadonlySet<string>): string[] =>
  GUESSES.filter(({ keywords }) => !keywords.some((keyword) => told.has(keyword))).map(({ sentence }) =>
    sentence(config),
  );
