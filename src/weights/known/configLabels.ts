/**
 * The labels in timm's config.json.
 */
import { ConfigError } from '../../core/errors';
import { given, inWords, isObject, type Json } from '../../core/json';
import { counted } from '../../core/wording';

/**
 * One label for each class, or undefined where the file has none. timm has used three field names for them. The value
 * is a list, or an object from a class's number to its label, which may leave classes out. A label that has a
 * description is replaced by it. Throws a ConfigError for other values, and for more or fewer labels than classes.
 */
export function labelsIn(json: Json, nested: Json, numClasses: number | undefined): readonly string[] | undefined {
  const names = ['label_names', 'labels'].flatMap((name) => [given(json, name), given(nested, name)]);
  const found = names.find((value) => value !== undefined);
  if (found === undefined) return undefined;
  const labels = Array.isArray(found) ? (found as unknown[]) : listOf(found, numClasses);
  const wrong = labels.find((label) => typeof label !== 'string');
  if (wrong !== undefined)
    throw new ConfigError('config-file', `the labels of config.json must be texts, not ${inWords(wrong)}`);
  if (numClasses !== undefined && labels.length !== numClasses)
    throw new ConfigError(
      'labels',
      `the config.json has ${counted(labels.length, 'label')} for ${counted(numClasses, 'class')}; give one label a class`,
    );
  const descriptions = given(json, 'label_descriptions') ?? given(nested, 'label_descriptions');
  return (labels as string[]).map((label) => describedBy(descriptions, label) ?? label);
}

function describedBy(descriptions: unknown, label: string): string | undefined {
  const description = isObject(descriptions) ? given(descriptions, label) : undefined;
  return typeof description === 'string' ? description : undefined;
}

/** A list from an object {"0": label, ...}. A class that it leaves out is called `class 17`, as without labels. */
function listOf(byNumber: unknown, numClasses: number | undefined): unknown[] {
  if (!isObject(byNumber))
    throw new ConfigError('config-file', `the labels of config.json must be a list, not ${inWords(byNumber)}`);
  const count = numClasses ?? Object.keys(byNumber).length;
  const stray = Object.keys(byNumber).find((key) => !/^(0|[1-9]\d{0,6})$/.test(key) || Number(key) >= count);
  if (stray !== undefined)
    throw new ConfigError(
      'config-file',
      `the labels of config.json are for class ${inWords(stray)}, but the classes are 0 to ${String(count - 1)}`,
    );
  return Array.from({ length: count }, (_, index) => given(byNumber, String(index)) ?? `class ${String(index)}`);
}
