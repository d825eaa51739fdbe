/**
 * Keeps decisions in this origin's IndexedDB. Without it every visit tunes again.
 */
import { need } from '../../core/need';
import type { Storage } from '../../core/storage';
import { kernelTexts } from '../../kernels/choosing/texts';
import { type Graph, mainNode, type Module, type NodeId } from '../../model/graph';
import { openTuningStore, promisifyRequest } from '../../weights/cache/database';
import { sha256OfText } from '../../weights/digest';
import { Decisions } from './decisions';
import type { Whole } from './confirm';
import type { Place } from '../run/place';

const store = openTuningStore();

/** The number of the form of a key, with which each key begins: those of 1 were lists in JSON. */
const FORM = 2;

const isOlder = (key: IDBValidKey): boolean => typeof key === 'string' && !(Number.parseInt(key) >= FORM);

/**
 * The key of a model's decisions: the digest of adapter, browser, storage, target, the texts of all kernels, the input,
 * and the modules that the main output needs.
 */
export async function tuneKey(
  { gpu, target, storage }: Place,
  { graph, input }: Pick<Whole, 'graph' | 'input'>,
): Promise<string> {
  const kernels = sha256OfText(kernelTexts());
  const facts: [string, string, Storage] = [gpu.adapter, browserName(), storage];
  const digest = sha256OfText(JSON.stringify([...facts, target, await kernels, input, modulesOf(graph)]));
  return `${String(FORM)} ${await digest}`;
}

/**
 * What the main output is computed by: each module with the places of its inputs in this list, of which 0 is the model's
 * input. Names and other outputs change no kernel, so tuning outlives them.
 */
function modulesOf(graph: Graph): readonly (readonly [Module, readonly number[]])[] {
  const needed = new Set<NodeId>([mainNode(graph)]);
  for (const { id, inputs } of graph.nodes.toReversed())
    if (needed.has(id)) for (const input of inputs) needed.add(input);
  const nodes = graph.nodes.filter(({ id }) => needed.has(id));
  const places = new Map<NodeId, number>([[0, 0], ...nodes.map(({ id }, i): [NodeId, number] => [id, i + 1])]);
  return nodes.map(({ module, inputs }) => [module, inputs.map((input) => need(places, input, 'place of node'))]);
}

/** The decisions under a key; empty ones if there are none or they cannot be read. Never rejects. */
export const loadDecisions = async (key: string): Promise<Decisions> =>
  Decisions.fromText(
    await store('readonly', (records) => promisifyRequest<unknown>(records.get(key))).catch(() => undefined),
  );

/** Stores decisions under a key, and deletes those under older keys, if IndexedDB is there. Never rejects. */
export async function saveDecisions(key: string, decisions: Decisions): Promise<void> {
  await store('readwrite', async (records) => {
    const older = (await promisifyRequest(records.getAllKeys())).filter(isOlder);
    for (const each of older) records.delete(each);
    await promisifyRequest(records.put(decisions.toText(), key));
  }).catch(() => undefined);
}

interface UserAgentData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
}

/** The browser's brands and major versions, and its platform. */
export function browserName({ userAgent, userAgentData }: BrowserFacts = navigator as BrowserFacts): string {
  if (!userAgentData) return userAgent.replace(/(\d+)\.[\d.]+/g, '$1');
  const brands = userAgentData.brands.filter(({ brand }) => !/not.?a.?brand/i.test(brand));
  const names = brands.map(({ brand, version }) => `${brand} ${version}`).sort();
  return [...names, userAgentData.platform].join(', ');
}

/** The part of `navigator` that names the browser; Safari and Firefox have only the text. */
export interface BrowserFacts {
  readonly userAgent: string;
  readonly userAgentData?: UserAgentData;
}
