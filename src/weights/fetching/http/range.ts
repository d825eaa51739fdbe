/**
 * Parts of a file: how they are asked for, and whether an answer is the part that was asked for.
 */

/** Bytes from `from` up to, but without, `end`; to the end of the file where that is undefined. */
export interface Span {
  readonly from: number;
  readonly end?: number | undefined;
}

/** As a Range header has it, which counts the last byte in. */
export const rangeText = ({ from, end }: Span): string =>
  `bytes=${String(from)}-${end === undefined ? '' : String(end - 1)}`;

interface Part {
  readonly from: number;
  readonly end: number;
  /** The length of the whole file. */
  readonly total: number | undefined;
}

const FORM = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/;

/** The part that a Content-Range header tells of; undefined for a text that contradicts itself or tells of none. */
export function partOf(contentRange: string): Part | undefined {
  const [, first, last, length] = FORM.exec(contentRange.trim()) ?? [];
  if (first === undefined) return undefined;
  const [from, end] = [Number(first), Number(last) + 1];
  const total = length === '*' ? undefined : Number(length);
  return from < end && end <= (total ?? Infinity) ? { from, end, total } : undefined;
}

/**
 * The part that an answer with the status 206 holds; undefined where it is not the one asked for. A server on another
 * origin may hide its Content-Range: then the length has to be that of the part, in a file whose length is known.
 */
export function answeredPart(
  asked: Span,
  answer: { readonly contentRange: string | null; readonly length: number | undefined; readonly isCors: boolean },
  total: number | undefined,
): Part | undefined {
  const { contentRange, length, isCors } = answer;
  const end = asked.end ?? total;
  if (contentRange === null)
    return isCors && end !== undefined && length === end - asked.from ? { from: asked.from, end, total } : undefined;
  const part = partOf(contentRange);
  if (part?.from !== asked.from || (length !== undefined && length !== part.end - part.from)) return undefined;
  // A server may give less than was asked for, and the rest at another time; never more. Of a file without a known
  // length nobody could tell whether there is a rest.
  return part.end <= (asked.end ?? part.total ?? total ?? 0) ? part : undefined;
}
