/**
 * Numbers and errors in words for people.
 */
const decimals = (digits: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});
const percents = new Intl.NumberFormat('en', { style: 'percent', ...decimals(1) });
const wholePercents = new Intl.NumberFormat('en', { style: 'percent', ...decimals(0) });
const tenths = new Intl.NumberFormat('en', decimals(1));
const wholes = new Intl.NumberFormat('en', decimals(0));

/** A share of one with one decimal, such as `93.4%` or `84.0%`; a smaller share than 0.05% is `<0.1%`. */
export const percent = (share: number): string => (share < 0.0005 ? '<0.1%' : percents.format(share));

/** Bytes in units of a million, such as `15.2 MB`. */
export const megabytes = (bytes: number): string => `${tenths.format(bytes / 1e6)} MB`;

/** The finished part of a whole, such as `8%`. */
export const share = (done: number, total: number | undefined): string =>
  wholePercents.format(total ? done / total : 0);

/** A duration, such as `3.2 ms` or `412 ms`. */
export const milliseconds = (ms: number): string => `${(ms < 10 ? tenths : wholes).format(ms)} ms`;

/** A count in millions, such as `7.5 million`. */
export const millions = (count: number): string => `${tenths.format(count / 1e6)} million`;

/** A wait, such as `8 seconds`. */
export const seconds = (ms: number): string => `${wholes.format(ms / 1000)} seconds`;

/** A time that is guessed, in seconds: `less than 10 seconds`, then in steps of ten, such as `40 seconds`, or `3 minutes`. */
export function timeLeft(secondsLeft: number): string {
  if (secondsLeft < 10) return 'less than 10 seconds';
  if (secondsLeft < 95) return seconds(Math.round(secondsLeft / 10) * 10_000);
  return `${wholes.format(secondsLeft / 60)} minutes`;
}

/** Whether the best class is no more likely than all of them: by less than one percentage point. */
export const isChance = ([best]: readonly { readonly score: number }[], numClasses: number): boolean =>
  best !== undefined && best.score < 1 / numClasses + 0.01;

/** Names one after the other: `a.png, b.png and c.png`; of more than three only how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(shown);
}

/** A message with a full stop. */
export const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The message of the library or the browser as a sentence. A first word that is a file's name keeps its letters. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return ended(/^[a-z]+\s/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text);
}
