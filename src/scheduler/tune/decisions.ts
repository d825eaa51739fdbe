/**
 * What tuning found out on a device: the methods it chose, and those that must never be chosen.
 */
import type { Choices, Method } from '../../kernels/choosing/methods';

export class Decisions {
  readonly #chosen = new Map<string, Method>();
  /** Methods as JSON by the key of their step. */
  readonly #quarantined = new Map<string, Set<string>>();

  get choices(): Choices {
    return this.#chosen;
  }

  choose(key: string, method: Method): void {
    this.#chosen.set(key, method);
  }

  /** For a method that the device refused, that killed the device, or that computed something else. */
  quarantine(key: string, method: Method): void {
    this.#quarantined.set(key, (this.#quarantined.get(key) ?? new Set()).add(JSON.stringify(method)));
    if (JSON.stringify(this.#chosen.get(key)) === JSON.stringify(method)) this.#chosen.delete(key);
  }

  isQuarantined(key: string, method: Method): boolean {
    return this.#quarantined.get(key)?.has(JSON.stringify(method)) ?? false;
  }

  /** Forgets choices that are not among what there is to choose from, as another version's may be. */
  keepOnly(candidates: ReadonlyMap<string, readonly Method[]>): void {
    for (const [key, method] of this.#chosen) {
      const known = (candidates.get(key) ?? []).map((candidate) => JSON.stringify(candidate));
      if (!known.includes(JSON.stringify(method))) this.#chosen.delete(key);
    }
  }

  /** Everything as JSON. */
  toText(): string {
    return JSON.stringify({
      chosen: [...this.#chosen],
      quarantined: [...this.#quarantined].map(([key, methods]) => [key, [...methods]]),
    });
  }

  /** What `toText` gave; nothing of what is not its text. */
  static fromText(text: unknown): Decisions {
    const decisions = new Decisions();
    try {
      const { chosen, quarantined } = JSON.parse(String(text)) as Record<'chosen' | 'quarantined', unknown>;
      for (const [key, method] of pairs(chosen)) if (isMethod(method)) decisions.choose(key, method);
      for (const [key, methods] of pairs(quarantined))
        for (const method of Array.isArray(methods) ? methods : [])
          decisions.quarantine(key, JSON.parse(String(method)) as Method);
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

const isMethod = (value: unknown): value is Method =>
  typeof value === 'object' && value !== null && ('kernel' in value || 'winograd' in value);
