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

/** Whether characters stand at a place of the bytes. */
export const stands = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((character, i) => bytes[at + i] === character.charCodeAt(0));

/** The text of the bytes; the decoder drops the byte order mark. */
export function textOf(head: Uint8Array<ArrayBuffer>): string {
  const utf16 = [
    { begins: '\xff\xfe', label: 'utf-16le' },
    { begins: '\xfe\xff', label: 'utf-16be' },
  ].find(({ begins }) => stands(head, 0, begins));
  return new TextDecoder(utf16?.label ?? 'utf-8').decode(head);
}
