/**
 * PyTorch's storages: runs of bytes that tensors share. A pickle names them; where their bytes lie, the container says.
 */
import { WeightsError } from '../../../core/errors';
import type { FileBytes } from '../../fileBytes';
import { Foreign, Inert, kindOf, type PickleValue, Tuple } from '../pickle/values';
import { type DType, DTYPE_BYTES } from '../../stateDict';
import { counted, quoted } from '../../../core/wording';
import { ElementType } from './torchValues';

/** Where the bytes of a storage lie. */
export interface StoragePlace {
  readonly file: FileBytes;
  readonly begin: number;
  readonly end: number;
  /** Rejects with a WeightsError if they are damaged. It runs once, before they are first read. */
  readonly check?: () => Promise<void>;
}

/** One storage of the file. */
export class TorchStorage {
  #place: StoragePlace | undefined;
  #checked: Promise<void> | undefined;

  constructor(
    readonly key: string,
    readonly elementBytes: number,
    readonly byteLength: number,
  ) {}

  fill(place: StoragePlace): void {
    const bytes = place.end - place.begin;
    if (bytes < this.byteLength)
      throw new WeightsError(
        'damaged',
        `storage ${quoted(this.key)} of the checkpoint has ${counted(bytes, 'byte')}, expected ` +
          `${this.byteLength}; the file is damaged`,
      );
    this.#place = place;
    this.#checked = undefined;
  }

  get isFilled(): boolean {
    return this.#place !== undefined;
  }

  /** The bytes from `from` to before `to`. */
  async read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#place)
      throw new WeightsError(
        'damaged',
        `storage ${quoted(this.key)} of the checkpoint is missing; the file is damaged`,
      );
    const { file, begin, check } = this.#place;
    await (this.#checked ??= check?.());
    return file.read(begin + from, begin + to);
  }
}

/** A storage, or a part of one, as elements of one type. */
export class StorageView extends Foreign {
  readonly kind = 'a tensor';

  constructor(
    readonly storage: TorchStorage,
    readonly dtype: DType,
    /** Its first byte in the storage. */
    readonly begin: number,
    readonly byteLength: number,
  ) {
    super();
  }
}

const isCount = (value: PickleValue | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** All storages that a pickle names. */
export class TorchStorages {
  readonly byKey = new Map<string, TorchStorage>();

  /**
   * What stands for the persistent id ('storage', class, key, location, count of elements[, view]), where view is None
   * or (key, offset, count). A storage of an unknown class is inert, and ('module', class, ...) is the class, whose
   * source text the legacy format keeps. Throws a WeightsError for any other id.
   */
  readonly persistentLoad = (id: PickleValue): StorageView | Inert => {
    const [kind, type, key, , count, view] = id instanceof Tuple ? id.items : [];
    if ((kind === 'storage' || kind === 'module') && type instanceof Inert) return type;
    if (kind !== 'storage' || !(type instanceof ElementType) || typeof key !== 'string' || !isCount(count))
      throw new WeightsError(
        'unsupported',
        `the checkpoint refers to something outside its pickle that is not a storage (${kindOf(id)}); ` +
          'save plain tensors with torch.save(model.state_dict(), path)',
      );
    const width = DTYPE_BYTES[type.dtype];
    const storage = this.#named(key, width, count * width);
    if (view === undefined || view === null) return new StorageView(storage, type.dtype, 0, storage.byteLength);
    const [, offset, size] = view instanceof Tuple ? view.items : [];
    if (!isCount(offset) || !isCount(size) || (offset + size) * width > storage.byteLength)
      throw new WeightsError(
        'damaged',
        `a view of storage ${quoted(key)} of the checkpoint reaches past its ${counted(storage.byteLength, 'byte')}; ` +
          'the file is damaged',
      );
    return new StorageView(storage, type.dtype, offset * width, size * width);
  };

  #named(key: string, elementBytes: number, byteLength: number): TorchStorage {
    const known = this.byKey.get(key);
    if (known && known.byteLength !== byteLength)
      throw new WeightsError(
        'damaged',
        `the checkpoint gives storage ${quoted(key)} first ${known.byteLength}, then ${counted(byteLength, 'byte')}; ` +
          'the file is damaged',
      );
    const storage = known ?? new TorchStorage(key, elementBytes, byteLength);
    this.byKey.set(key, storage);
    return storage;
  }
}
