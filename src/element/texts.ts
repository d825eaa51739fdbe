/**
 * The words of the element; an attribute `text-NAME` replaces each.
 */

/** English; `{...}` is filled in. */
const TEXTS = {
  /** On the file input. */
  pick: 'Choose a photo',
  /** Beside it. */
  hint: 'or drop one here, or paste it',
  loading: 'Loading the model…',
  classifying: 'Looking at the photo…',
  /** For screen readers, once there is an answer; people see the list. */
  result: 'Result: {classes}',
  /** No class has the score that the attribute `min-score` asks for. */
  nothing: 'No class is certain enough.',
  error: '{message}',
  /** Of a form whose photo is required. */
  required: 'Choose a photo, and wait for the result.',
} as const;

export type TextName = keyof typeof TEXTS;

export const TEXT_NAMES = Object.keys(TEXTS) as readonly TextName[];

/** The attribute that replaces a text. */
export const textAttribute = (name: TextName): `text-${TextName}` => `text-${name}`;

/** A text of an element, filled in; a name in braces that has no value stays. */
export function textOf(element: Element, name: TextName, values: Readonly<Record<string, string>> = {}): string {
  const text = element.getAttribute(textAttribute(name)) ?? TEXTS[name];
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
