/**
 * What kind of adapter computes: tables of what is fast go by it.
 */

/** The makers whose GPUs differ in what they like, and adapters that compute on the CPU. */
export const ADAPTER_CLASSES = ['apple', 'nvidia', 'amd', 'intel', 'qualcomm', 'arm', 'cpu'] as const;
export type AdapterClass = (typeof ADAPTER_CLASSES)[number];

/** What an adapter says of itself that decides its class; browsers leave out what they like. */
export type AdapterFacts = Partial<Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description'>> & {
  readonly isFallbackAdapter?: boolean;
};

/** By a word in the adapter's vendor, architecture or description; the first that occurs decides. */
const WORDS: readonly (readonly [word: RegExp, AdapterClass])[] = [
  [/swiftshader|llvmpipe|lavapipe|warp|basic render|software/, 'cpu'],
  [/apple/, 'apple'],
  [/nvidia|geforce|quadro|tesla/, 'nvidia'],
  [/\bamd\b|radeon|advanced micro/, 'amd'],
  [/qualcomm|adreno/, 'qualcomm'],
  [/\barm\b|mali|immortalis/, 'arm'],
  [/intel/, 'intel'],
];

/** An adapter that says nothing of itself is treated like an integrated GPU, between the small and the large. */
const UNKNOWN: AdapterClass = 'intel';

/** The class of an adapter, from what it says of itself. */
export function adapterClassOf({ vendor, architecture, description, isFallbackAdapter }: AdapterFacts): AdapterClass {
  if (isFallbackAdapter) return 'cpu';
  const text = [vendor, architecture, description].join(' ').toLowerCase();
  return WORDS.find(([word]) => word.test(text))?.[1] ?? UNKNOWN;
}
