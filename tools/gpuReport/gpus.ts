/** The GPUs for which programs are compiled, and the numbers of them that the model of a run's time takes. */

/** A GPU, by its maker's published numbers but for those that say otherwise. */
export interface Gpu {
  /** As RADV_FORCE_FAMILY has it. */
  readonly name: string;
  /** A card with it. */
  readonly card: string;
  /** Compute units. */
  readonly units: number;
  /** SIMDs of a unit, and lanes of a SIMD: together 64 multiply-adds a cycle on each of these. */
  readonly simds: number;
  readonly lanes: number;
  /** Lanes of a wave as the compiler counts waves: its code has waves of 64 lanes, which RDNA counts as two of 32. */
  readonly countedLanes: number;
  readonly gigahertz: number;
  /** Bytes a second from memory, and from the last cache before it, which holds the activations where there is one. */
  readonly bandwidth: number;
  readonly lastCache: number;
  /** Bytes a cycle that a unit takes from its caches, and from workgroup memory. */
  readonly cacheBytes: number;
  readonly sharedBytes: number;
  /** Cycles until a load answers from the cache of all units, and from workgroup memory. Assumed. */
  readonly loadCycles: number;
  readonly sharedCycles: number;
}

/** Seconds that a dispatch costs beside its work: its waves begin and end, and a barrier lies before it. Assumed. */
export const LAUNCH = 2e-6;

/** Lanes of a wave in the code that RADV makes of a compute shader. */
export const WAVE = 64;

const RDNA = { simds: 2, lanes: 32, countedLanes: 32, cacheBytes: 64, sharedBytes: 128, sharedCycles: 60 } as const;
const GCN = { simds: 4, lanes: 16, countedLanes: 64, cacheBytes: 64, sharedBytes: 128, sharedCycles: 64 } as const;

/** A big one, a new one, an old one, and a laptop's. */
export const GPUS: readonly Gpu[] = [
  {
    name: 'NAVI21',
    card: 'RX 6900 XT',
    ...RDNA,
    units: 80,
    gigahertz: 2.25,
    bandwidth: 512e9,
    lastCache: 1.94e12,
    loadCycles: 250,
  },
  {
    name: 'GFX1100',
    card: 'RX 7900 XTX',
    ...RDNA,
    units: 96,
    gigahertz: 2.5,
    bandwidth: 960e9,
    lastCache: 3.5e12,
    loadCycles: 300,
  },
  {
    name: 'VEGA10',
    card: 'RX Vega 64',
    ...GCN,
    units: 64,
    gigahertz: 1.546,
    bandwidth: 484e9,
    lastCache: 484e9,
    loadCycles: 350,
  },
  {
    name: 'RENOIR',
    card: 'Ryzen 7 4800U',
    ...GCN,
    units: 8,
    gigahertz: 1.75,
    bandwidth: 68e9,
    lastCache: 68e9,
    loadCycles: 350,
  },
];

/** Multiply-adds a second of all lanes. */
export const peakOf = ({ units, simds, lanes, gigahertz }: Gpu): number => units * simds * lanes * gigahertz * 1e9;
