/**
 * The state of a pickle half read: a stack of values, marks where groups begin, and a memo of values to come back to.
 */
import { WeightsError } from '../core/errors';
import type { ByteReader } from './byteReader';
import { PICKLE_NAMES } from './pickleNames';
import { Callable, Inert, kindOf, type PickleValue, Tuple } from './pickleValues';
import { StridedTensor } from './torchTensor';
import { printable } from './wording';

const MAX_DEPTH = 1000;
const MAX_TEXT_BYTES = 2 ** 24;
const MAX_INTEGER_BYTES = 8;
/** How far to look ahead for the traces of a module. */
const LOOKAHEAD_BYTES = 2 ** 20;

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What stands for an object outside the pickle, by its persistent id. */
export type PersistentLoad = (id: PickleValue) => PickleValue;

/** The error of a pickle that `what` is wrong with. */
export const damagedPickle = (what: string): WeightsError =>
  new WeightsError(
    `the pickle of the checkpoint ${what}; the file is damaged or was not written by torch.save(model.state_dict(), path)`,
  );

/** What the instructions of a pickle work on; each method costs at most the bytes and items that it takes. */
export class PickleMachine {
  readonly #stack: PickleValue[] = [];
  /** Where in the stack the groups that are still open begin. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(
    readonly reader: ByteReader,
    readonly persistentLoad: PersistentLoad,
  ) {}

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw damagedPickle('takes a value where there is none');
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    if (this.#marks.length >= MAX_DEPTH) throw damagedPickle(`is nested deeper than ${String(MAX_DEPTH)} levels`);
    this.#marks.push(this.#stack.length);
  }

  /** Takes everything above the last mark, and the mark. */
  popGroup(): PickleValue[] {
    const begin = this.#marks.pop();
    if (begin === undefined) throw damagedPickle('ends a group that never began');
    return this.#stack.splice(begin);
  }

  popTuple(): Tuple {
    const value = this.pop();
    if (!(value instanceof Tuple)) throw damagedPickle(`passes ${kindOf(value)} as arguments, expected a tuple`);
    return value;
  }

  tuple(length: number): void {
    const items = Array.from({ length }, () => this.pop());
    this.push(new Tuple(items.reverse()));
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  /** Remembers under the next free number. */
  memoize(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw damagedPickle(`recalls value ${String(index)}, which it never stored`);
    this.push(value);
  }

  text(length: number): void {
    if (length > MAX_TEXT_BYTES) throw damagedPickle(`has a text of ${String(length)} bytes`);
    this.push(UTF8.decode(this.reader.take(length)));
  }

  /** Bytes serve nothing that we read. */
  bytes(length: number): void {
    this.reader.take(length);
    this.push(new Inert('bytes'));
  }

  /** An integer in two's complement, little-endian; longer ones (seeds, say) serve nothing that we read. */
  integer(length: number): void {
    const bytes = this.reader.take(length);
    if (length > MAX_INTEGER_BYTES) this.push(new Inert('a large integer'));
    else this.push(bytes.reduceRight((sum, byte) => sum * 256 + byte, (bytes.at(-1) ?? 0) < 128 ? 0 : -1));
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (Array.isArray(list)) for (const item of items) list.push(item);
    else if (!(list instanceof Inert)) throw damagedPickle(`appends to ${kindOf(list)}`);
  }

  /** Takes keys and values by turns; of equal keys the last one holds, as in Python. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (dict instanceof Inert) return;
    if (!(dict instanceof Map)) throw damagedPickle(`sets items of ${kindOf(dict)}`);
    for (let i = 0; i < items.length; i += 2) {
      const [key, value] = [items[i], items[i + 1]];
      if (key === undefined || value === undefined) throw damagedPickle('has a key without a value');
      dict.set(key, value);
    }
  }

  call(): void {
    const args = this.popTuple();
    const callee = this.pop();
    if (!(callee instanceof Callable)) throw damagedPickle(`calls ${kindOf(callee)}`);
    this.push(callee.call(args.items));
  }

  /** Attributes (of a state dict: the versions of its modules) serve nothing that we read. */
  build(): void {
    this.pop();
    const object = this.top();
    if (!(object instanceof Map || object instanceof Inert || object instanceof StridedTensor))
      throw damagedPickle(`sets attributes of ${kindOf(object)}`);
  }

  global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw damagedPickle('names a class by what is not a text');
    const fullName = `${module === '__builtin__' ? 'builtins' : module}.${name}`;
    const known = PICKLE_NAMES.get(fullName);
    if (known === undefined) throw this.#notAllowed(fullName);
    this.push(known);
  }

  #notAllowed(fullName: string): WeightsError {
    const { bytes, position } = this.reader;
    const ahead = new TextDecoder('latin1').decode(bytes.subarray(position, position + LOOKAHEAD_BYTES));
    const isModule = ['_modules', '_parameters', '_buffers'].every((attribute) => ahead.includes(attribute));
    return new WeightsError(
      isModule
        ? `the checkpoint is a whole pickled module (${printable(fullName)}), which takes its Python code to open; ` +
            'save its weights alone with torch.save(model.state_dict(), path)'
        : `the checkpoint uses ${printable(fullName)}, which is not among the few names that are allowed in weights; ` +
            'save the weights alone with torch.save(model.state_dict(), path)',
    );
  }
}
