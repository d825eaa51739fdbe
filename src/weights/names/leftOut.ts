/**
 * Says in plain sentences which tensors of a checkpoint are not in the model.
 */
import { COUNTERS } from './strangers';
import { counted, listed, printable, quoted } from '../../core/wording';

/** Tensors and modules that a sentence names. */
const MAX_NAMED = 8;

/** Sentences on tensors that have no part in the model, by their names in the file. */
export function noteOnDropped(names: readonly string[]): string[] {
  const counters = names.filter((name) => COUNTERS.test(name));
  const others = names.filter((name) => !COUNTERS.test(name));
  const kinds = [...new Set(counters.map((name) => name.slice(name.lastIndexOf('.') + 1)))];
  return [
    ...(others.length > 0 ? [`left out what lies beside the model: ${listed(groupsOf(others), MAX_NAMED)}`] : []),
    ...(counters.length > 0 ? [`left out ${counted(counters.length, 'counter')}: ${listed(kinds.map(quoted))}`] : []),
  ];
}

/** Tensors with values that cannot be read: name -> what they are. */
export const noteOnUnreadable = (unreadable: ReadonlyMap<string, string>): string[] =>
  unreadable.size === 0
    ? []
    : [
        `left out what cannot be read: ${listed(
          [...unreadable].map(([name, kind]) => `${quoted(name)} (${printable(kind)})`),
          MAX_NAMED,
        )}`,
      ];

/** `prefixes` are those of networks that make way for the averaged one under `chosen`. */
export const noteOnNetworks = (chosen: string, prefixes: readonly string[]): string[] =>
  prefixes.length === 0 ? [] : [`took the averaged weights ${where(chosen)}, not those ${listed(prefixes.map(where))}`];

const where = (prefix: string): string => (prefix === '' ? 'at the top' : `under ${quoted(prefix)}`);

/** A few tensors by their names, many by the module at the top of each. */
function groupsOf(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const [top = name] = name.split('.');
    const group = groups.get(top);
    if (group) group.push(name);
    else groups.set(top, [name]);
  }
  return [...groups].map(([top, [only = top, ...more]]) =>
    more.length === 0 ? quoted(only) : `${quoted(top)} (${String(more.length + 1)} tensors)`,
  );
}
