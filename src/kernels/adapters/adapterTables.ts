/**
 * What is fast on which class of adapter: the one list of numbers that choose kernels and size their tiles.
 *
 * Only class `cpu` was timed. The numbers of the others are derived from published measurements (the comments say which),
 * or were modelled with the machine code of docs/gpu.md (the comments say "modelled"), and serve as the best guess until
 * they are timed there; on a user's device the tuner decides.
 */
import type { AdapterClass } from '../../gpu/adapterClass';
import type { BeforeConv2d } from '../../ops/conv2d';
import type {
  AdapterTable,
  ConvolutionKernel,
  DecompositionDefault,
  SharedBounds,
  StationaryBounds,
} from './adapterTable';

/**
 * Measured on SwiftShader. Weights of 4 by 2 quads are 8 KB; twice as many run some 3 % faster and take twice as long to
 * compile, as their code is twice as long.
 */
const STATIONARY: StationaryBounds = {
  quadsIn: [4, 3, 2, 1],
  mostQuadsOut: 2,
  accessCost: 96,
  fewestPixels: 16,
  pixels: 196,
  enoughWorkgroups: 8,
  mostWaste: 6,
};

/** The traits of every GPU. On maps of layer3 and layer4 at usual sizes, a pool by a tree would be mostly barriers. */
const GPU = {
  barriers: 'cheap',
  compiles: 'beside',
  smallPool: { mostPixels: 256, threads: 64 },
  attendedPixels: 1,
  // Modelled: with more parts the units would mostly read the weights of fc1.
  attention: { threads: [256, 128, 64], atOnce: 4, mostParts: 16 },
  stationary: STATIONARY,
} as const;

/** Where Winograd surely wins on a GPU in f32: 128@56, 256@28, 128@28. Below, transforms or weights cost too much. */
const WINOGRAD: readonly DecompositionDefault[] = [
  { decomposition: 'winograd', variant: 4, smallestMap: 24, groupChannels: 64, leastWork: 0 },
];

/** A GPU has the loads to spare, and a dispatch costs it as much as a small layer. */
const LOADS: readonly BeforeConv2d['type'][] = ['attentionWeightedSum', 'avgPool2d'];

/**
 * Modelled: computed anew for every tile, the pool before layer4's shortcut of resnest50 costs 23 µs on NAVI21, and 2.5 µs
 * as a dispatch of its own.
 */
const SUMS: readonly BeforeConv2d['type'][] = ['attentionWeightedSum'];

/** Without barriers and workgroup memory, but for split sums and the parts of a mean. */
const DIRECT = {
  ...GPU,
  leastWork: {},
  large: ['conv2dStem', 'conv2dPointwise', 'conv2dDirect'],
  small: ['conv2dSplitK', 'groupedFc', 'conv2dPointwise', 'conv2dDirect'],
} as const;

/** Modelled: below, tiles are so few that slices of the input channels without tiles are faster. */
const SHARED_WORK = { conv2dShared: 20e6 } as const;

/** By tiles in workgroup memory, but for the smallest maps. */
const SHARED = {
  ...GPU,
  leastWork: SHARED_WORK,
  large: ['conv2dStem', 'conv2dShared', 'conv2dPointwise', 'conv2dDirect'],
  small: ['conv2dShared', ...DIRECT.small],
} as const;

/**
 * Modelled for the four GPUs of docs/gpu.md: on NAVI21, whose 160 SIMDs hold 64 lanes each, three waves a SIMD leave few
 * idle at the end. The same tiles are best on the smaller ones, within 3 %.
 */
const SHARED_BOUNDS: SharedBounds = { threads: 128, workgroups: 160, enoughThreads: 28000 };

/** The most bytes of derived weights beside the weights themselves; the first layers gain the most for theirs. */
export const MOST_DERIVED_BYTES = 48e6;

export const ADAPTER_TABLES: Readonly<Record<AdapterClass, AdapterTable>> = {
  // tract and jax-js found tiles without workgroup memory best on Apple's GPUs, with 4x4 a thread, workgroups of 64, and
  // sums split over 4 lanes on small maps. An M1 wants 8 k threads; past some 8 tiles of accumulators its speed collapsed.
  // Modelled: up to eight outputs or two vec4f a thread of a split sum, which also computes what leaves fewer than 8 k
  // threads of six or seven accumulators, and no pool in the load of a convolution.
  apple: {
    ...DIRECT,
    timed: false,
    enoughThreads: 8192,
    accumulators: 16,
    largeHalfTiles: true,
    yardstick: [6, 7],
    registers: { outputs: [4, 2], blocks: [2, 1], threads: 64 },
    splitK: { outputs: [8, 4, 2], blocks: [2, 1], threads: 64 },
    loads: SUMS,
    decompositions: WINOGRAD,
  },
  // A large GPU wants 10 to 30 k threads. Tiles in workgroup memory win on large maps; 128 threads put one subgroup on each
  // scheduler; broadcasts from workgroup memory beat shuffles (onnxruntime). 128 such tiles fill the device.
  nvidia: {
    ...SHARED,
    timed: false,
    enoughThreads: 10240,
    accumulators: 32,
    registers: { outputs: [4, 2], blocks: [4, 2, 1], threads: 128 },
    shared: SHARED_BOUNDS,
    splitK: { outputs: [8, 4, 2], blocks: [2, 1], threads: 128 },
    loads: SUMS,
    decompositions: WINOGRAD,
  },
  // As NVIDIA's: ggml's best fixed configuration served both. Workgroups of 64 are whole waves on both generations. Modelled:
  // tiles in workgroup memory are the best guess on small maps too, where their threads share the input channels, and a
  // thread of a split sum has up to eight outputs, on NVIDIA, Intel and Apple too.
  amd: {
    ...SHARED,
    timed: false,
    enoughThreads: 10240,
    accumulators: 32,
    registers: { outputs: [4, 2], blocks: [4, 2, 1], threads: 64 },
    shared: SHARED_BOUNDS,
    splitK: { outputs: [8, 4, 2], blocks: [2, 1], threads: 64 },
    loads: SUMS,
    decompositions: WINOGRAD,
  },
  // Workgroup memory won in some of onnxruntime's Intel kernels (64 threads, 128 workgroups, 4 to 8 vec4f a thread).
  // Modelled on AMD's compiler: it is the best guess on all maps, and below 8192 threads a map is small, since 2048 left
  // 56 of 64 lanes of a large GPU idle. Unknown adapters come here too.
  intel: {
    ...SHARED,
    timed: false,
    enoughThreads: 8192,
    accumulators: 16,
    largeHalfTiles: true,
    registers: { outputs: [4, 2], blocks: [2, 1], threads: 64 },
    shared: { ...SHARED_BOUNDS, threads: 64, workgroups: 128, enoughThreads: 8192 },
    splitK: { outputs: [8, 4, 2], blocks: [2, 1], threads: 64 },
    loads: SUMS,
    decompositions: WINOGRAD,
  },
  // TVM's schedule for Adreno: 8x2 a thread, no workgroup memory. 8 to 16 accumulators; too little bandwidth for Winograd.
  qualcomm: {
    ...DIRECT,
    timed: false,
    enoughThreads: 2048,
    accumulators: 16,
    registers: { outputs: [4, 2], blocks: [2, 1], threads: 64 },
    splitK: { outputs: [4, 2], blocks: [1], threads: 64 },
    loads: LOADS,
    decompositions: [],
  },
  // As Adreno, with fewer lanes. Mali keeps workgroup memory in ordinary memory, so sums are split only where few threads
  // would be left at all.
  arm: {
    ...DIRECT,
    timed: false,
    enoughThreads: 1024,
    accumulators: 16,
    registers: { outputs: [4, 2], blocks: [2, 1], threads: 64 },
    splitK: { outputs: [2], blocks: [1], threads: 64 },
    loads: LOADS,
    decompositions: [],
  },
  // A load costs some thirty multiply-adds, a barrier a context switch, spilled accumulators next to nothing. Measured on
  // SwiftShader: 8x16 a thread is best of the register tiles; Winograd gains what it saves in products.
  cpu: {
    // A program of its takes a third of a second to compile, three times as long as that of a register tile.
    leastWork: { conv2dStationary: 10e6 },
    large: ['groupedFc', 'conv2dStationary', 'conv2dPointwise', 'conv2dDirect'],
    small: ['groupedFc', 'conv2dStationary', 'conv2dPointwise', 'conv2dDirect'],
    timed: true,
    barriers: 'dear',
    compiles: 'between',
    enoughThreads: 512,
    accumulators: 32,
    registers: { outputs: [8], blocks: [4, 3, 2], threads: 64 },
    loads: [],
    // A subgroup a workgroup: there are few threads, and each core takes whole workgroups.
    smallPool: { mostPixels: Infinity, threads: 4 },
    // Threads run one after the other: 16 pixels share what each thread begins with.
    attendedPixels: 16,
    // Barriers are dear, and what parts compute anew is not free.
    attention: { threads: [64], atOnce: 1, mostParts: 1 },
    stationary: STATIONARY,
    decompositions: [
      { decomposition: 'winograd', variant: 4, smallestMap: 24, groupChannels: 4, leastWork: 64e6 },
      { decomposition: 'winograd', variant: 2, smallestMap: 10, groupChannels: 4, leastWork: 64e6 },
    ],
  },
};

/** Kernels that leave their sizes open, each for all sizes of its kind. */
const GENERAL_KERNELS: readonly ConvolutionKernel[] = ['groupedFc', 'conv2dStationary', 'conv2dDirect'];

/**
 * The table of few programs that give the first answer. Measured on SwiftShader, in time of its threads: 9 programs of
 * resnest50 in place of 69 compile in 0.6 s and not in 8.0 s, and a run takes twice as long; with Winograd and four tiles
 * of weights they were 17 in 1.6 s, and a run took 1.6 times as long.
 */
const generalOf = (table: AdapterTable): AdapterTable => ({
  ...table,
  ...{ barriers: 'dear', large: GENERAL_KERNELS, small: GENERAL_KERNELS, leastWork: {}, loads: [], decompositions: [] },
  smallPool: { ...table.smallPool, mostPixels: table.barriers === 'dear' ? Infinity : 0 },
  stationary: { ...table.stationary, quadsIn: [Math.max(...table.stationary.quadsIn)], fewestPixels: 1 },
});

/** What is fast on a target's class of adapter, or what is there soonest if it is to be general. */
export const tableOf = ({
  adapter,
  general,
}: {
  readonly adapter: AdapterClass;
  readonly general?: boolean;
}): AdapterTable => (general ? generalOf(ADAPTER_TABLES[adapter]) : ADAPTER_TABLES[adapter]);
