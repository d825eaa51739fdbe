/**
 * The first bytes of a file: as text, and whether they begin a drawing.
 */

/** Bytes that are enough to know a file by. */
export const SNIFFED_BYTES = 4096;

/** The text that may precede the root of an SVG: a declaration, comments, a document type with its own entities. */
const AHEAD_OF_SVG = String.raw`^(?:\s|<\?[^>]*>|<!--[^]*?-->|<!DOCTYPE\s+svg[^[>]*(?:\[[^]*?\]\s*)?>)*`;
const SVG = new RegExp(String.raw`${AHEAD_OF_SVG}<(?:[\w.-]+:)?svg[\s>/]`);

/** Whether a file is an SVG drawing by its first characters. */
export const isSvg = (head: Uint8Array<ArrayBuffer>): boolean => isSvgText(textOf(head));

export const isSvgText = (text: string): boolean => SVG.test(text);

/** Stands for any byte where bytes are written as characters. */
export const ANY = '_';

/** Whether bytes begin with those of a text, a character for each. */
export const beginsWith = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((character, i) => character === ANY || character.charCodeAt(0) === bytes[i]);

/** The text of the bytes; the decoder drops the byte order mark. */
export function textOf(head: Uint8Array<ArrayBuffer>): string {
  const utf16 = [
    { begins: '\xff\xfe', label: 'utf-16le' },
    { begins: '\xfe\xff', label: 'utf-16be' },
  ].find(({ begins }) => beginsWith(head, begins));
  return new TextDecoder(utf16?.label ?? 'utf-8').decode(head);
}
