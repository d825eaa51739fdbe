/**
 * What a table of adapterTables.ts says.
 */
import type { BeforeConv2d } from '../../ops/conv2d';

/** The kernels of a convolution, but for `conv2dPlain`, which computes what all others leave. */
export type ConvolutionKernel =
  | 'groupedFc'
  | 'conv2dStem'
  | 'conv2dStationary'
  | 'conv2dShared'
  | 'conv2dSplitK'
  | 'conv2dPointwise'
  | 'conv2dDirect';

/** The tiles of a thread, as numbers of outputs and of vec4f of channels, and the threads of a workgroup. */
export interface TileBounds {
  readonly outputs: readonly number[];
  readonly blocks: readonly number[];
  readonly threads: number;
}

/** A decomposition that is the default for a convolution whose map and groups are large enough. */
export interface DecompositionDefault {
  readonly decomposition: string;
  readonly variant: number;
  /** Pixels along the shorter side of the output. */
  readonly smallestMap: number;
  /** Input channels of a group. */
  readonly groupChannels: number;
  /** Multiply-adds of the convolution for one image below which its chain is not worth more programs to compile. */
  readonly leastWork: number;
}

/** How a pool with one thread for four channels of a map is used, beside a pool by a tree of threads with barriers. */
export interface SmallPool {
  /** Pixels of the largest map that it takes. */
  readonly mostPixels: number;
  /** Threads of a workgroup. */
  readonly threads: number;
}

/** How a convolution that keeps its weights in registers cuts up its work. A quad is four lanes with a vec4f each. */
export interface StationaryBounds {
  /** Quads of input channels, and of output channels, of which a thread keeps the weights. */
  readonly quadsIn: readonly number[];
  readonly mostQuadsOut: number;
  /** Multiply-adds that the load or store of a lane's vec4f costs. */
  readonly accessCost: number;
  /** Pixels of the smallest map for which weights are worth keeping. */
  readonly fewestPixels: number;
  /** Pixels that pay for loading a piece of weights; fewer where that leaves too few workgroups for the cores. */
  readonly pixels: number;
  readonly enoughWorkgroups: number;
  /** The most multiply-adds of the kernel over those of the convolution: groups are filled up to whole quads. */
  readonly mostWaste: number;
}

/** How a convolution by tiles in workgroup memory cuts up its work. */
export interface SharedBounds {
  /** Threads that compute one tile, but for those that share its input channels. */
  readonly threads: number;
  /** Workgroups, and threads of all of them, that are enough; tiles shrink, and more threads share one, where there are fewer. */
  readonly workgroups: number;
  readonly enoughThreads: number;
}

/** How split attention between its convolutions is cut up. */
export interface AttentionBounds {
  /** Threads of a workgroup, the best guess first. */
  readonly threads: readonly number[];
  /** The most vec4f of inputs whose weights a thread loads before it waits for them. */
  readonly atOnce: number;
  /** The most workgroups of an image. Each computes the mean and fc1 anew, and so they need no dispatch in between. */
  readonly mostParts: number;
}

export interface AdapterTable {
  /** Whether these numbers were timed on such an adapter. */
  readonly timed: boolean;
  /** Whether threads of a workgroup wait for each other at little cost, or are better off without. */
  readonly barriers: 'cheap' | 'dear';
  /** Whether programs compile beside the runs of others, or on the cores that run them. */
  readonly compiles: 'beside' | 'between';
  /** Threads that keep the adapter at work; tiles shrink, and sums are split, where there are fewer. */
  readonly enoughThreads: number;
  /** Accumulators, each a vec4f, that a thread can keep in registers: the tuner tries none with more. */
  readonly accumulators: number;
  /** Set where a 1x1 convolution of maps in f16 has up to sixteen, and not eight: each number is converted for more products. */
  readonly largeHalfTiles?: true;
  /** Accumulators of a thread by which a step is large: it is if threads of so many are enough. Four if not set. */
  readonly yardstick?: readonly [pointwise: number, wider: number];
  /** Kernels worth trying for a large step, the best guess first. */
  readonly large: readonly ConvolutionKernel[];
  /** Multiply-adds for one image below which a kernel is not worth it, or not the compiling of its program. */
  readonly leastWork: Readonly<Partial<Record<ConvolutionKernel, number>>>;
  /** The same for a small one. */
  readonly small: readonly ConvolutionKernel[];
  /** Tiles in registers; the largest that leaves enough threads is the best guess. */
  readonly registers: TileBounds;
  readonly shared?: SharedBounds;
  /** Threads of a workgroup that shares the input channels among its slices. */
  readonly splitK?: TileBounds;
  /** Ops that are cheaper inside the load of the next convolution, once for every tile, than as a dispatch of their own. */
  readonly loads: readonly BeforeConv2d['type'][];
  /** The first that fits. */
  readonly decompositions: readonly DecompositionDefault[];
  readonly smallPool: SmallPool;
  /** Pixels of a thread in the attention-weighted sum. */
  readonly attendedPixels: number;
  readonly attention: AttentionBounds;
  /** For adapters whose subgroups are quads; no other runs such a convolution. */
  readonly stationary: StationaryBounds;
}
