/**
 * `classifier.info` on both sides: the worker tells what has changed, and the page has one frozen object until then.
 */
import { frozen } from '../core/frozen';
import type { ClassifierInfo } from '../index';
import type { NewInfo } from './protocol';

/** Tells what has changed since it was asked last. */
export class InfoSource {
  readonly #read: () => ClassifierInfo;
  #told: Partial<ClassifierInfo> = {};

  constructor(read: () => ClassifierInfo) {
    this.#read = read;
  }

  /** Undefined where nothing has. */
  changes(): NewInfo | undefined {
    const info = this.#read();
    if (info === this.#told) return undefined;
    const told: Readonly<Record<string, unknown>> = { ...this.#told };
    const changed = Object.entries(info).filter(([name, value]) => !(name in told) || told[name] !== value);
    this.#told = info;
    return Object.fromEntries(changed) as NewInfo;
  }
}

/** The whole again; frozen, as it is in the worker. */
export const withChanges = (info: ClassifierInfo | undefined, changes: NewInfo): ClassifierInfo =>
  frozen({ ...info, ...changes } as ClassifierInfo);
