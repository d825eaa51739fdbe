/**
 * The containers of checkpoints as a table: how each begins, and what reads it. A page that is
 * built in parts fetches the readers of pickles when it meets one.
 */
import type { Contents } from '../stateDict';
import type { FileBytes } from '../fileBytes';
import type { BlockCache } from './blocks';
import { bytesOf, hasMagic, type Magic } from './magic';
import { parseSafetensors } from './safetensors';

export interface Container {
  /** What a file of this kind is, as a sentence says it: "the file is neither X nor Y". */
  readonly is: string;
  /** The same as advice: "choose X or Y". */
  readonly advice: string;
  /** A file is of this kind if it has one of these. */
  readonly magic: readonly Magic[];
  /** The tensors of such a file, which read it by way of `cache`. Rejects with a WeightsError for a damaged one. */
  readonly parse: (file: FileBytes, cache: BlockCache) => Promise<Contents>;
}

/** Either format of `torch.save`. */
const TORCH = {
  is: 'from torch.save',
  advice: 'one that torch.save wrote',
};

/** Python writes the protocol, a frame's length and the integer's own length before the magic number. */
const LEGACY_UNTIL = 16;

/** In the order in which a file is held to them. */
const CONTAINERS: readonly Container[] = [
  {
    is: 'safetensors',
    advice: 'a safetensors file',
    // Its first eight bytes, the header's length, may be any; the header opens with a brace.
    magic: [{ bytes: bytesOf('{'), at: 8 }],
    parse: parseSafetensors,
  },
  {
    ...TORCH,
    magic: [{ bytes: bytesOf('PK\x03\x04') }, { bytes: bytesOf('PK\x05\x06') }], // with entries, and without any
    parse: async (...given) => (await import('./torch/torchZip')).parseTorchZip(...given),
  },
  {
    ...TORCH,
    // 0x1950a86a20f9469cfc6c, little-endian, and as protocols 0 and 1 write it
    magic: [
      { bytes: bytesOf('\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'), until: LEGACY_UNTIL },
      { bytes: bytesOf('119547037146038801333356L'), until: LEGACY_UNTIL },
    ],
    parse: async (...given) => (await import('./torch/torchLegacy')).parseTorchLegacy(...given),
  },
];

/** The container that a file begins as; undefined if it begins as none. */
export const containerOf = (head: Uint8Array): Container | undefined =>
  CONTAINERS.find(({ magic }) => magic.some((each) => hasMagic(head, each)));

const eachOnce = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** "neither safetensors nor from torch.save" */
export const neither = (): string => `neither ${eachOnce(CONTAINERS.map(({ is }) => is)).join(' nor ')}`;

/** "choose a safetensors file or one that torch.save wrote" */
export const chooseOne = (): string => `choose ${eachOnce(CONTAINERS.map(({ advice }) => advice)).join(' or ')}`;
