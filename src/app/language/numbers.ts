/**
 * Numbers in words of a language.
 */
const decimals = (digits: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});

/** How a language writes the units that `Intl` has no words for. */
export interface Units {
  readonly seconds: (count: string) => string;
  readonly minutes: (count: string) => string;
  readonly soon: string;
}

/** The ways to write numbers in one language. */
export type Numbers = ReturnType<typeof numbersIn>;

/** `locale` is a tag such as `en` or `zh-Hans`. */
export function numbersIn(locale: string, units: Units) {
  const percents = new Intl.NumberFormat(locale, { style: 'percent', ...decimals(1) });
  const wholePercents = new Intl.NumberFormat(locale, { style: 'percent', ...decimals(0) });
  const tenths = new Intl.NumberFormat(locale, decimals(1));
  const hundredths = new Intl.NumberFormat(locale, decimals(2));
  const wholes = new Intl.NumberFormat(locale, decimals(0));
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay: 'long', ...decimals(1) });
  const signed = new Intl.NumberFormat(locale, { ...decimals(1), signDisplay: 'exceptZero' });
  const days = new Intl.DateTimeFormat(localeOfWords(locale), { dateStyle: 'medium' });
  const seconds = (ms: number): string => units.seconds(wholes.format(ms / 1000));
  return {
    /** A count, such as `1,000`. */
    count: (count: number): string => wholes.format(count),
    /** A share of one with one decimal, such as `93.4%` or `84.0%`; a smaller share than 0.05% is `<0.1%`. */
    percent: (share: number): string => (share < 0.0005 ? `<${percents.format(0.001)}` : percents.format(share)),
    /** A share of one without decimals, such as `50%`. */
    wholePercent: (share: number): string => wholePercents.format(share),
    /** With one decimal and its sign, such as `+1.8` or `-0.4`. */
    signed: (value: number): string => signed.format(value),
    /** With one decimal, such as `9.3`. */
    tenth: (value: number): string => tenths.format(value),
    /** With two decimals, such as `0.87`. */
    hundredth: (value: number): string => hundredths.format(value),
    /** Bytes in units of a million, such as `15.2 MB`; where that is less than a tenth, `23 kB`. */
    megabytes: (bytes: number): string =>
      bytes > 0 && bytes < 1e5 ? `${wholes.format(bytes / 1e3)} kB` : `${tenths.format(bytes / 1e6)} MB`,
    /** Bytes in whole units of a million, for a size that is known about, such as `43 MB`. */
    aboutMegabytes: (bytes: number): string => `${wholes.format(bytes / 1e6)} MB`,
    /** A day, such as `27 Nov 2026`. */
    day: (date: Date): string => days.format(date),
    /** The finished part of a whole, such as `8%`. */
    share: (done: number, total: number | undefined): string => wholePercents.format(total ? done / total : 0),
    /** A duration, such as `3.2 ms` or `412 ms`. */
    milliseconds: (ms: number): string => `${(ms < 10 ? tenths : wholes).format(ms)} ms`,
    /** A large count in the language's own steps, such as `7.5 million` or `747.5万`. */
    large: (count: number): string => compact.format(count),
    /** A wait, such as `8 seconds`. */
    seconds,
    /** A time that is guessed: less than ten seconds, then in steps of ten, such as `40 seconds`, or `3 minutes`. */
    timeLeft: (secondsLeft: number): string => {
      if (secondsLeft < 10) return units.soon;
      if (secondsLeft < 95) return seconds(Math.round(secondsLeft / 10) * 10_000);
      return units.minutes(wholes.format(secondsLeft / 60));
    },
    /** Names one after the other: `a.png, b.png and c.png`. */
    listed: (names: readonly string[]): string => lists(locale).format(names.map(inSentence)),
  };
}

/** A count with its English noun, such as `1 photo`, `1,000 photos` or `200 classes`. */
export const counted = (n: Numbers, count: number, noun: string): string =>
  `${n.count(count)} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;

/** English as in Britain: lists without a comma before `and`, and the day before the month. */
const localeOfWords = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);

const lists = (locale: string): Intl.ListFormat => new Intl.ListFormat(localeOfWords(locale), { type: 'conjunction' });

/** At most three names; of more than three, the first two and what `more` says of the number of the others. */
export const shortened = (names: readonly string[], more: (count: number) => string): readonly string[] =>
  names.length > 3 ? [...names.slice(0, 2), more(names.length - 2)] : names;

/** The longest name that a sentence has room for, and how much of one that is longer stands before and behind its gap. */
const [LONGEST, BEFORE, BEHIND] = [80, 50, 25];

/** Letters that are written from the right to the left. */
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufefc]/;

/**
 * A name from elsewhere, such as a file's, as it can stand in a sentence: it may be very long, and may turn the words
 * behind it round.
 */
export function inSentence(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Bidi_C}]/gu, '');
  const short = plain.length > LONGEST ? `${plain.slice(0, BEFORE)}…${plain.slice(-BEHIND)}` : plain;
  return FROM_RIGHT.test(short) ? `\u2068${short}\u2069` : short;
}

/** A message with a full stop. */
export const ended = (text: string): string => (/[.!?。！？]$/.test(text) ? text : `${text}.`);

/** The message of the library or the browser as a sentence. A first word that is a file's name keeps its letters. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return ended(/^[a-z]+\s/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text);
}
