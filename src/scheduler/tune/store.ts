/**
 * Keeps decisions in this origin's IndexedDB. Without it every visit tunes again.
 */
import type { Storage } from '../../core/storage';
import { kernelTexts } from '../../kernels/choosing/texts';
import { openTuningStore, promisifyRequest } from '../../weights/cache/database';
import { sha256OfText } from '../../weights/digest';
import { Decisions } from './decisions';
import type { Whole } from './confirm';
import type { Place } from '../run/place';

const store = openTuningStore();

/** The key of a model's decisions: adapter, browser, storage, target, the texts of all kernels, graph and input. */
export async function tuneKey(
  { gpu, target, storage }: Place,
  { graph, input }: Pick<Whole, 'graph' | 'input'>,
): Promise<string> {
  const kernels = sha256OfText(kernelTexts());
  const model = sha256OfText(JSON.stringify([graph, input]));
  const facts: [string, string, Storage] = [gpu.adapter, browserName(), storage];
  return JSON.stringify([...facts, target, await kernels, await model]);
}

/** The decisions under a key; empty ones if there are none or they cannot be read. Never rejects. */
export const loadDecisions = async (key: string): Promise<Decisions> =>
  Decisions.fromText(
    await store('readonly', (records) => promisifyRequest<unknown>(records.get(key))).catch(() => undefined),
  );

/** Stores decisions under a key, if IndexedDB is there. Never rejects. */
export async function saveDecisions(key: string, decisions: Decisions): Promise<void> {
  await store('readwrite', (records) => promisifyRequest(records.put(decisions.toText(), key))).catch(() => undefined);
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
