/**
 * The element's attributes as properties, one row each.
 */

/** Properties that are attributes too. An attribute that is absent is null, or false where it is a switch. */
export interface Reflected {
  /**
   * The address of a photo, which the element shows and classifies. A server on another origin must allow it by CORS.
   * @default the `<img>` within the element, or the photo that a person chooses, drops or pastes
   * @example <resnest-classifier src="coffee.jpg"></resnest-classifier>
   */
  src: string | null;
  /**
   * What a screen reader says for the photo of `src`.
   * @default '': the photo is decoration beside its result
   * @example <resnest-classifier src="coffee.jpg" alt="A cup on a saucer"></resnest-classifier>
   */
  alt: string | null;
  /**
   * A published checkpoint by its name, or the architecture of `weights`: the option `model` of createClassifier.
   * @default the embedded model
   * @example <resnest-classifier model="resnest50d.in1k"></resnest-classifier>
   */
  model: string | null;
  /**
   * The address of the checkpoint.
   * @default the embedded model's weights beside the module
   * @example <resnest-classifier weights="/own.safetensors"></resnest-classifier>
   */
  weights: string | null;
  /**
   * The folder in which you serve copies of known checkpoints.
   * @default the embedded model beside the module, others where their authors put them
   * @example <resnest-classifier model="resnest50d.in1k" weights-base-url="/models/"></resnest-classifier>
   */
  weightsBaseUrl: string | null;
  /**
   * The address of a JSON file with one label for each class, or with such lists by language.
   * @default the model's own labels
   * @example <resnest-classifier labels="/labels.json" language="de"></resnest-classifier>
   */
  labels: string | null;
  /**
   * The language of the labels and of the numbers, as a tag such as `de`. Labels need a file with lists by language.
   * @default the first list of labels; numbers follow the `lang` of the page
   * @example <resnest-classifier labels="/labels.json" language="de"></resnest-classifier>
   */
  language: string | null;
  /**
   * How many classes the list shows, from 1 on.
   * @default 5
   * @example <resnest-classifier top-k="1"></resnest-classifier>
   */
  topK: number | null;
  /**
   * Classes with a lower score are left out, from 0 to 1.
   * @default no class is left out
   * @example <resnest-classifier min-score="0.2"></resnest-classifier>
   */
  minScore: number | null;
  /**
   * How logits become scores: `softmax`, `sigmoid` or `none`.
   * @default 'softmax'
   * @example <resnest-classifier activation="sigmoid" min-score="0.5" top-k="20"></resnest-classifier>
   */
  activation: string | null;
  /**
   * Where the model runs: in a `worker`, or in the `page`, which then has no answer for input while it loads.
   * @default 'worker'
   * @example <resnest-classifier in="page"></resnest-classifier>
   */
  in: string | null;
  /**
   * The address of the worker's script on your origin, for bundlers that leave it behind.
   * @default the script beside the module
   * @example <resnest-classifier worker="/dist/worker-thread.js"></resnest-classifier>
   */
  worker: string | null;
  /**
   * When the model is loaded: `eager` with the page, `lazy` once the element is near to where people look, `photo` with the
   * first photo that a person gives.
   * @default 'eager'
   * @example <resnest-classifier loading="lazy"></resnest-classifier>
   */
  loading: string | null;
  /**
   * Whether people may choose, drop and paste a photo although the page gives one.
   * @default they may where the page gives none
   * @example <resnest-classifier src="coffee.jpg" picker></resnest-classifier>
   */
  picker: boolean;
  /**
   * The name under which a form sends the best label.
   * @default it is not sent
   * @example <form><resnest-classifier name="animal"></resnest-classifier></form>
   */
  name: string | null;
  /**
   * Whether a form may be sent only once there is a result.
   * @default it may be sent without
   * @example <form><resnest-classifier name="animal" required></resnest-classifier></form>
   */
  required: boolean;
  /**
   * Whether nobody can choose a photo; the element then sends nothing with a form either.
   * @default people can
   * @example <resnest-classifier disabled></resnest-classifier>
   */
  disabled: boolean;
}

/** What a property holds beside a text. */
type Kind = 'text' | 'number' | 'switch';

/** What changes with an attribute: the photo, the model, the answer, the look, or whether it is time to load. */
export type Concern = 'photo' | 'model' | 'answer' | 'look' | 'time';

/** One row a property; one that the type has and the table lacks does not compile. */
const ROWS: { readonly [Name in keyof Reflected]: readonly [attribute: string, kind: Kind, concern: Concern] } = {
  src: ['src', 'text', 'photo'],
  alt: ['alt', 'text', 'look'],
  model: ['model', 'text', 'model'],
  weights: ['weights', 'text', 'model'],
  weightsBaseUrl: ['weights-base-url', 'text', 'model'],
  labels: ['labels', 'text', 'model'],
  language: ['language', 'text', 'answer'],
  topK: ['top-k', 'number', 'answer'],
  minScore: ['min-score', 'number', 'answer'],
  activation: ['activation', 'text', 'answer'],
  in: ['in', 'text', 'model'],
  worker: ['worker', 'text', 'model'],
  loading: ['loading', 'text', 'time'],
  picker: ['picker', 'switch', 'look'],
  name: ['name', 'text', 'look'],
  required: ['required', 'switch', 'look'],
  disabled: ['disabled', 'switch', 'look'],
};

export const PROPERTIES = Object.keys(ROWS) as readonly (keyof Reflected)[];

/** Which concern each attribute has. */
export const CONCERNS: Readonly<Record<string, Concern>> = Object.fromEntries(
  Object.values(ROWS).map(([attribute, , concern]) => [attribute, concern]),
);

/** Gives a class of elements the properties. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const property of PROPERTIES) {
    const [attribute, kind] = ROWS[property];
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        if (kind === 'switch') return this.hasAttribute(attribute);
        const text = this.getAttribute(attribute);
        return kind === 'number' && text !== null ? Number(text) : text;
      },
      set(this: HTMLElement, value: unknown) {
        if (kind === 'switch') this.toggleAttribute(attribute, Boolean(value));
        else if (value === null || value === undefined) this.removeAttribute(attribute);
        else this.setAttribute(attribute, String(value));
      },
    });
  }
}

/** Properties that were set before the element was defined hide the accessors; they are set once more. */
export function adoptProperties(element: HTMLElement, names: readonly string[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
}
