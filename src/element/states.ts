/**
 * What the element does, for programs and for styles.
 */

const STATES = ['idle', 'loading', 'ready', 'classifying', 'done', 'failed'] as const;

/**
 * `idle`: no model yet; `loading`: the model is coming; `ready`: it waits for a photo; `classifying`: it looks at one;
 * `done`: there is a result; `failed`: an error is shown.
 */
export type ElementState = (typeof STATES)[number];

export class States {
  #current: ElementState = 'idle';
  readonly #internals: ElementInternals;

  constructor(internals: ElementInternals) {
    this.#internals = internals;
  }

  get current(): ElementState {
    return this.#current;
  }

  enter(state: ElementState): void {
    this.#current = state;
    for (const each of STATES) this.toggle(each, each === state);
  }

  toggle(name: string, isOn: boolean): void {
    try {
      if (isOn) this.#internals.states.add(name);
      else this.#internals.states.delete(name);
    } catch {
      // Chrome before 125 knows no such names. Its pages are styled without them.
    }
  }
}
