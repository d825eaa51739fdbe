/**
 * The class of an adapter, by which the tables of `kernels/adapterTables.ts` choose kernels and tiles.
 */

/** The makers whose GPUs run different kernels fastest, and adapters that compute on the CPU. */
export const ADAPTER_CLASSES = ['apple', 'nvidia', 'amd', 'intel', 'qualcomm', 'arm', 'cpu'] as const;
export type AdapterClass = (typeof ADAPTER_CLASSES)[number];

/** The fields of an adapter that decide its class. Browsers may leave any of them empty. */
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

/** An adapter without such a word is treated like an integrated GPU, between the small and the large. */
const UNKNOWN: AdapterClass = 'intel';

/** The class of an adapter, from the fields that describe it. */
export function adapterClassOf({ vendor, architecture, description, isFallbackAdapter }: AdapterFacts): AdapterClass {
  if (isFallbackAdapter) return 'cpu';
  const text = [vendor, architecture, description].join(' ').toLowerCase();
  return WORDS.find(([word]) => word.test(text))?.[1] ?? UNKNOWN;
}
