/**
 * The state of a pickle half read: a stack of values, marks where groups begin, and a memo of values to come back to.
 */
import { WeightsError } from '../../../core/errors';
import type { ByteReader } from '../byteReader';
import { refuseAttack } from './attacks';
import type { PickleNames } from './names';
import { Callable, Foreign, Inert, kindOf, type PickleValue, Tuple } from './values';

const MAX_DEPTH = 1000;
/** Longer texts are no names: NumPy arrays, say, which older protocols write as text. */
const MAX_TEXT_BYTES = 2 ** 16;
const MAX_INTEGER_BYTES = 8;

/** Modules that Python 2 called otherwise. */
const PYTHON_3_NAMES: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'],
  ['copy_reg', 'copyreg'],
]);

/** What stands for an object outside the pickle, by its persistent id. */
export type PersistentLoad = (id: PickleValue) => PickleValue;

/** The error of a pickle that `what` is wrong with. */
export const damagedPickle = (what: string): WeightsError =>
  new WeightsError(
    'damaged',
    `the pickle of the checkpoint ${what}; the file is damaged or was not written by torch.save(model.state_dict(), path)`,
  );

/** What the instructions of a pickle work on; each method costs at most the bytes and items that it takes. */
export class PickleMachine {
  readonly #stack: PickleValue[] = [];
  /** Where in the stack the groups that are still open begin. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** Not made when the module is loaded, since there are places without one that only import us. */
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(
    readonly reader: ByteReader,
    readonly names: PickleNames,
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
    if (this.#marks.length >= MAX_DEPTH) throw damagedPickle(`is nested deeper than ${MAX_DEPTH} levels`);
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
    if (value === undefined) throw damagedPickle(`recalls value ${index}, which it never stored`);
    this.push(value);
  }

  text(length: number): void {
    const bytes = this.reader.take(length);
    this.push(length > MAX_TEXT_BYTES ? new Inert('a long text') : this.#utf8.decode(bytes));
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

  append(items: PickleValue[]): void {
    const list = this.top();
    if (Array.isArray(list)) for (const item of items) list.push(item);
    else if (list instanceof Inert) list.hold(items);
    else throw damagedPickle(`appends to ${kindOf(list)}`);
  }

  /** Takes keys and values by turns; of equal keys the last one holds, as in Python. */
  setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    const dict = target instanceof Inert ? (target.items ??= new Map()) : target;
    if (!(dict instanceof Map)) throw damagedPickle(`sets items of ${kindOf(dict)}`);
    for (let i = 0; i < items.length; i += 2) {
      const [key, value] = [items[i], items[i + 1]];
      if (key === undefined || value === undefined) throw damagedPickle('has a key without a value');
      dict.set(key, value);
    }
  }

  /** Takes arguments, and the class or function below them; "calling" it runs our own code, or nothing. */
  call(): void {
    const args = this.popTuple();
    this.push(this.#called(this.pop(), args));
  }

  /** As `call`, with named arguments on top. */
  callNamed(): void {
    this.pop();
    this.call();
  }

  /** As `call`, of a group: the class, then its arguments. */
  callGroup(): void {
    const [callee, ...args] = this.popGroup();
    if (callee === undefined) throw damagedPickle('calls nothing');
    this.push(this.#called(callee, new Tuple(args)));
  }

  #called(callee: PickleValue, args: Tuple): PickleValue {
    if (callee instanceof Callable) return callee.call(args.items);
    if (callee instanceof Inert) return callee.called(args); // the tuple itself: a copy of its items could be asked for again and again
    throw damagedPickle(`calls ${kindOf(callee)}`);
  }

  /** Attributes (of a state dict: the versions of its modules) serve nothing that we read. */
  build(): void {
    const state = this.pop();
    const object = this.top();
    if (object instanceof Inert) object.hold(state);
    else if (!(object instanceof Map || (object instanceof Foreign && object.takesAttributes)))
      throw damagedPickle(`sets attributes of ${kindOf(object)}`);
  }

  /** What a name stands for: what we know, else something inert. Throws a WeightsError for one that only attacks use. */
  global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw damagedPickle('names a class by a value that is not a text');
    const fullName = `${PYTHON_3_NAMES.get(module) ?? module}.${name}`;
    refuseAttack(fullName);
    this.push(this.names.get(fullName) ?? new Inert(fullName));
  }
}
