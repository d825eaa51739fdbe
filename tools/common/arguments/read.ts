/** Reads the arguments of a tool by its table; an argument that is wrong gives a UsageError with one sentence. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../../../src/core/wording';
import { UsageError } from '../words';
import { type Option, type Rest, type Table, type Tool, type ValuesOf, written } from './types';

/** What the caller wrote: options by their names in the table, and the other arguments. */
interface Given {
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly others: readonly string[];
}

/** The values of a tool's arguments. Throws a UsageError. */
export function readArguments<T extends Table, R extends Rest | undefined>(
  tool: Tool<T, R>,
  args: readonly string[],
): ValuesOf<T, R> {
  const { values, others } = parse(tool, args);
  const isHelp = values['help'] === true;
  const { rest, options } = tool;
  for (const [name, value] of Object.entries(values))
    if (value === '') throw new UsageError(`option ${written(name)} has an empty value`);
  if (rest && others.includes('')) throw new UsageError(rest.empty);
  for (const [name, row] of Object.entries(options)) if (name in values) checkBeside(name, row, values, others, rest);
  const entries = Object.entries(options).flatMap(([name, row]): [string, unknown][] => {
    if (!row.kind) return [[name, values[name] ?? false]];
    const value = values[name] ?? row.byDefault;
    if (value !== undefined) return [[name, valueOf(name, row, String(value))]];
    if (row.needed === undefined || isHelp) return [];
    throw new UsageError(`option ${written(name)} is missing; ${row.needed}`);
  });
  const named = rest ? [[rest.name, others]] : [];
  return Object.fromEntries([...entries, ...named, ['help', isHelp]]) as ValuesOf<T, R>;
}

/** Throws if an option that is given cannot be obeyed beside the others. */
function checkBeside(
  name: string,
  { excludes = [], beside, replacesRest }: Option,
  values: Given['values'],
  others: Given['others'],
  rest: Rest | undefined,
): void {
  for (const other of excludes)
    if (other in values)
      throw new UsageError(`options ${written(name)} and ${written(other)} exclude each other; give one of them`);
  if (beside && !beside.some((other) => other in values))
    throw new UsageError(`option ${written(name)} has no effect without ${beside.map(written).join(' or ')}`);
  if (replacesRest && rest && others.length > 0)
    throw new UsageError(`option ${written(name)} takes the place of ${rest.plural}; leave out ${others.join(' ')}`);
}

function valueOf(name: string, { kind }: Option, text: string): unknown {
  const value = kind?.parse(text);
  if (value !== undefined) return value;
  throw new UsageError(`option ${written(name)} is '${text}'; it must be ${kind?.expected}`);
}

function parse({ options, rest, chosenBy }: Tool<Table>, args: readonly string[]): Given {
  const kinds = new Map(
    Object.entries(options).map(([name, { kind }]) => [name, kind ? 'string' : 'boolean'] as const),
  );
  const known: ParseArgsConfig['options'] = { help: { type: 'boolean', short: 'h' } };
  if (chosenBy !== undefined) kinds.set(chosenBy, 'boolean');
  for (const [name, type] of kinds) known[written(name).slice(2)] = { type };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: known,
      allowPositionals: rest !== undefined,
    });
    const given = ['help', ...kinds.keys()].map((name) => [name, values[written(name).slice(2)]] as const);
    return { values: Object.fromEntries(given.filter(isGiven)), others: positionals };
  } catch (error) {
    throw new UsageError(inOurWords(error, args), { cause: error });
  }
}

const isGiven = (entry: readonly [string, unknown]): entry is readonly [string, string | boolean] =>
  entry[1] !== undefined;

/** Node's message about arguments, which begins with a capital, as a sentence like the other ones. */
function inOurWords(error: unknown, args: readonly string[]): string {
  const message = messageOf(error);
  const [, option] = /'(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/.exec(message) ?? [];
  const value = option && args[args.indexOf(option) + 1];
  if (value) return `option ${option} has no value; if '${value}' is it, write ${option}=${value}`;
  const [first = ''] = message.split(/\. |\n/);
  return `${first.charAt(0).toLowerCase()}${first.slice(1).replace(/\.$/, '')}; --help lists the options`;
}
