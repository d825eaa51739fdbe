/**
 * The results of tuning on a device: the methods that it chose, and those that must never be chosen.
 */
import type { Choices, Method } from '../../kernels/choosing/methods';
import { methodFromStored, methodToText, storedMethod } from '../../kernels/choosing/methodText';

export class Decisions {
  readonly #chosen = new Map<string, Method>();
  /** Texts of methods by the key of their step. */
  readonly #quarantined = new Map<string, Set<string>>();

  get choices(): Choices {
    return this.#chosen;
  }

  choose(key: string, method: Method): void {
    this.#chosen.set(key, method);
  }

  /** Bars a method that the device refused, that killed the device, or that gave wrong numbers. */
  quarantine(key: string, method: Method): void {
    this.#quarantined.set(key, (this.#quarantined.get(key) ?? new Set()).add(methodToText(method)));
    const chosen = this.#chosen.get(key);
    if (chosen && methodToText(chosen) === methodToText(method)) this.#chosen.delete(key);
  }

  isQuarantined(key: string, method: Method): boolean {
    return this.#quarantined.get(key)?.has(methodToText(method)) ?? false;
  }

  /** Whether anything must not be chosen. */
  get bars(): boolean {
    return this.#quarantined.size > 0;
  }

  /** Drops choices that are no candidates, such as those of another version. */
  keepOnly(candidates: ReadonlyMap<string, readonly Method[]>): void {
    for (const [key, method] of this.#chosen) {
      const known = (candidates.get(key) ?? []).map(methodToText);
      if (!known.includes(methodToText(method))) this.#chosen.delete(key);
    }
  }

  /** Everything as JSON. */
  toText(): string {
    return JSON.stringify({
      chosen: [...this.#chosen].map(([key, method]) => [key, storedMethod(method)]),
      quarantined: [...this.#quarantined].map(([key, methods]) => [key, [...methods]]),
    });
  }

  /** Parses the output of `toText`. Anything else gives empty decisions. */
  static fromText(text: unknown): Decisions {
    const decisions = new Decisions();
    try {
      const { chosen, quarantined } = JSON.parse(String(text)) as Record<'chosen' | 'quarantined', unknown>;
      for (const [key, stored] of pairs(chosen)) {
        const method = methodFromStored(stored);
        if (method) decisions.choose(key, method);
      }
      for (const [key, texts] of pairs(quarantined))
        for (const text of Array.isArray(texts) ? texts : []) {
          const method = methodFromStored(JSON.parse(String(text)));
          if (method) decisions.quarantine(key, method);
        }
    } catch {
      return new Decisions();
    }
    return decisions;
  }
}

const pairs = (value: unknown): [string, unknown][] =>
  (Array.isArray(value) ? value : []).filter(
    (pair): pair is [string, unknown] => Array.isArray(pair) && typeof pair[0] === 'string',
  );
