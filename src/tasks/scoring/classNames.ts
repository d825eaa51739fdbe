/**
 * Classes by their names: a label, or the number of a class.
 */
import { ConfigError } from '../../core/errors';
import { inWords } from '../../core/json';
import { counted } from '../../core/wording';
import { nearest } from '../../core/nearest';

/** A label as answers spell it, which stands for every class of this label, or the number of a class from 0 on. */
export type ClassName = string | number;

/** What answers call a class; one without a label is `class 17`. */
export const labelOf = (labels: readonly string[], index: number): string => labels[index] ?? `class ${index}`;

/** Which numbers stand for classes, for an error about another number. */
export const rangeOf = (classes: number): string => `this model has ${counted(classes, 'class')}, 0 to ${classes - 1}`;

/** The classes that some names mean, of `classes`; `option` is where they were given. Throws a ConfigError. */
export function classesNamed(
  names: readonly ClassName[],
  labels: readonly string[],
  classes: number,
  option: string,
): ReadonlySet<number> {
  const byLabel = new Map<string, number[]>();
  for (let index = 0; index < classes; index++) {
    const label = labelOf(labels, index);
    const alike = byLabel.get(label);
    if (alike) alike.push(index);
    else byLabel.set(label, [index]);
  }
  const indices = names.flatMap((name) => {
    if (typeof name === 'number') {
      if (name < classes) return [name];
      throw new ConfigError('option', `${option} names class ${name}; ${rangeOf(classes)}`);
    }
    const found = byLabel.get(name);
    if (found) return found;
    throw new ConfigError(
      'option',
      `${option} names the label ${inWords(name)}, which this model lacks; its nearest is ${inWords(nearest(name, [...byLabel.keys()]))}`,
    );
  });
  return new Set(indices);
}
