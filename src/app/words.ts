/**
 * Numbers and errors in words for people.
 */
import { DeviceLostError } from '../index';

const percents = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const wholes = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A share of one, such as `93.4%`; what would round to nothing is `<0.1%`. */
export const percent = (share: number): string => (share < 0.0005 ? '<0.1%' : percents.format(share));

/** Bytes in units of a million, such as `15.2 MB`. */
export const megabytes = (bytes: number): string => `${tenths.format(bytes / 1e6)} MB`;

/** A duration, such as `3.2 ms` or `412 ms`. */
export const milliseconds = (ms: number): string => `${(ms < 10 ? tenths : wholes).format(ms)} ms`;

/** A count in millions, such as `7.5 million`. */
export const millions = (count: number): string => `${tenths.format(count / 1e6)} million`;

/** An error as a sentence. A first word that is a file's name keeps its letters. */
export function sentence(error: unknown): string {
  // The library's own words are for programmers.
  if (error instanceof DeviceLostError) return 'The graphics processor was lost; load the model again.';
  const text = error instanceof Error ? error.message : String(error);
  const opened = /^[a-z]+\s/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return /[.!?]$/.test(opened) ? opened : `${opened}.`;
}
