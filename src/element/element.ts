/**
 * The custom element: a photo, a file input, and what the model sees in the photo.
 */
import { tagOf } from '../core/described';
import { ConfigError, ImageError } from '../core/errors';
import { inWords } from '../core/json';
import { printable } from '../core/wording';
import type { Classification, Classifier, ClassifyOptions, ImageSource } from '../index';
import type { ListenedElement } from './events';
import { listen } from './given';
import { type ElementOptions, timeOf } from './options';
import { kept } from './preview';
import { adoptProperties, type Concern, CONCERNS, PROPERTIES, type Reflected, reflectAttributes } from './reflected';
import { type ElementState, States } from './states';
import { TEXT_NAMES, textAttribute, textOf } from './texts';
import { View } from './view';
import { whenSeen } from './visible';
import { quietly, stopped, Work } from './work';

/** On a server there are no elements; the class exists there, and nobody makes one. */
const Base = (typeof HTMLElement === 'undefined' ? Object : HTMLElement) as new () => ListenedElement & Reflected;

/** Classifies the photo of its page, and those that people choose, drop and paste. `<resnest-classifier>` in HTML. */
export class ResnestClassifierElement extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes: readonly string[] = [...Object.keys(CONCERNS), ...TEXT_NAMES.map(textAttribute)];

  static {
    reflectAttributes(this.prototype);
  }

  readonly #internals: ElementInternals;
  readonly #states: States;
  readonly #view: View;
  readonly #changes = new Set<Concern>();
  readonly #work: Work;
  #options: ElementOptions | undefined;
  /** The `<img>` of the page that was asked about last. */
  #slotted: HTMLImageElement | undefined;
  #isTime = false;
  /** Whether the last photo came by `classify`, and not from the page. */
  #isGivenLast = false;
  #stopWaiting: (() => void) | undefined;

  constructor() {
    super();
    this.#internals = this.attachInternals();
    this.#states = new States(this.#internals);
    this.#view = new View(this, this.attachShadow({ mode: 'open', delegatesFocus: true }));
    const onChange = (): void => this.#tellForm();
    this.#work = new Work({ element: this, view: this.#view, states: this.#states, onChange });
    listen(this, this.#view.input, {
      isOpen: () => this.#mayPick() && !this.matches(':disabled'),
      onPhoto: (file) => quietly(this.classify(file)),
      onDrag: (isOver) => this.#states.toggle('dropping', isOver),
    });
    this.#view.slot.addEventListener('slotchange', () => {
      if (this.#imageWithin() !== this.#slotted) this.#changed('photo');
    });
    // They do not bubble; those of the <img> within the element pass it on their way down.
    for (const target of [this, this.#view.image])
      for (const type of ['load', 'error']) target.addEventListener(type, (event) => this.#imageSettled(event), true);
  }

  /**
   * Options of createClassifier beyond the attributes, which they override; a `signal` and `onProgress` are refused. Elements
   * that are given the same object share a classifier.
   * @default none
   * @example element.options = { storage: 'f16', labels: ['cat', 'dog'] };
   */
  get options(): ElementOptions | undefined {
    return this.#options;
  }

  set options(options: ElementOptions | undefined) {
    this.#options = options ?? undefined;
    this.#changed('model');
  }

  /** What the element does; style it by `:state(...)` with the same name. */
  get state(): ElementState {
    return this.#states.current;
  }

  /** What was found in the photo, the most probable first; undefined until then. */
  get result(): readonly Classification[] | undefined {
    return this.#work.result;
  }

  /** Why there is no result; undefined where nothing has failed. */
  get error(): Error | undefined {
    return this.#work.error;
  }

  /** The form that it belongs to. */
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /**
   * Loads the model unless it is loaded, and answers with the classifier. Elements of the same model share it: do not
   * dispose of it. It goes with the last of them, five seconds later. Throws what createClassifier throws.
   * @example const numbers = await (await element.load()).embed(photo);
   */
  async load(): Promise<Classifier> {
    return this.#work.load();
  }

  /**
   * Shows a photo, classifies it and shows the answer, in place of the photo before it. It is taken as it is at the call.
   * Throws what createClassifier and `classify` throw, and an AbortError where another photo is given meanwhile.
   * @example const [best] = await element.classify(canvas, { topK: 1 });
   */
  async classify(source: ImageSource, options: ClassifyOptions = {}): Promise<readonly Classification[]> {
    if (tagOf(options) !== 'Object')
      throw new ConfigError('option', `the options of classify are an object, not ${inWords(options)}`);
    if (Array.isArray(source))
      throw new ImageError('source', 'an element shows one photo; for several, call classify of what load() gives');
    const { signal } = options;
    if (signal !== undefined && tagOf(signal) !== 'AbortSignal')
      throw new ConfigError('option', `signal must be an AbortSignal, not ${inWords(signal)}`);
    this.#isGivenLast = true;
    return this.#work.ask({ source, options, isPages: false, kept: kept(source) });
  }

  connectedCallback(): void {
    adoptProperties(this, [...PROPERTIES, 'options']);
    if (!this.#work.photo) this.#changed('photo');
    this.#changed('time');
  }

  disconnectedCallback(): void {
    // An element that is only moved is back by then.
    setTimeout(() => {
      if (this.isConnected) return;
      this.#stopWaiting?.();
      this.#isTime = false;
      this.#work.leave(stopped('the element was removed from the page'));
    });
  }

  /** Moving it by moveBefore() changes nothing. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#changed(CONCERNS[name] ?? 'look');
  }

  formDisabledCallback(): void {
    this.#changed('look');
  }

  formResetCallback(): void {
    this.#changed('photo');
  }

  /** Several changes at once are one. */
  #changed(concern: Concern): void {
    if (this.#changes.size === 0) queueMicrotask(() => this.#update());
    if (concern === 'photo') this.#isGivenLast = false;
    this.#changes.add(concern);
  }

  #update(): void {
    const changes = new Set(this.#changes);
    this.#changes.clear();
    if (!this.isConnected) return; // connectedCallback begins anew
    if (changes.has('model')) this.#work.leave(stopped('the element was given another model'), true);
    if (changes.has('photo')) this.#takePagePhoto();
    this.#view.dress(this.#mayPick(), this.matches(':disabled'));
    if (changes.has('photo') || changes.has('model') || changes.has('time')) this.#awaitTime();
    else if (changes.has('answer')) this.#askAgain();
    this.#tellForm();
  }

  #takePagePhoto(): void {
    this.#slotted = this.#imageWithin();
    if (this.#isGivenLast) return; // `classify` was called after the page's photo has changed
    this.#work.drop();
    this.#view.showAddress(this.src);
    if (this.state !== 'loading') this.#work.rest();
  }

  /** Loads the model when it is time, and asks about the photo that waits. */
  #awaitTime(): void {
    this.#stopWaiting?.();
    try {
      const time = timeOf(this);
      const begin = (): void => {
        this.#isTime = true;
        if (time !== 'photo' && !this.#work.result) quietly(this.load());
        if (this.#work.isSettled) return;
        this.#work.forgive();
        this.#askAgain();
      };
      if (time === 'lazy' && !this.#isTime) this.#stopWaiting = whenSeen(this, begin);
      else begin();
    } catch (error) {
      this.#work.fail(error as Error);
    }
  }

  /** Asks about the photo that is there, or that of the page once it is loaded. */
  #askAgain(): void {
    if (!this.#isTime) return;
    if (this.#work.photo) this.#work.askAgain();
    else this.#askPagePhoto();
  }

  #askPagePhoto(): void {
    const image = this.#pageImage();
    // #imageSettled goes on where it is not complete.
    if (!image?.complete || !(image.getAttribute('src') ?? image.srcset)) return;
    if (image.naturalWidth > 0)
      quietly(this.#work.ask({ source: image, options: {}, isPages: true, kept: Promise.resolve(image) }));
    else
      this.#work.fail(
        new ImageError(
          'unreadable',
          `the photo at ${printable(image.src)} could not be loaded; check its address, and that its server allows this page to read it (CORS)`,
        ),
      );
  }

  /** The photo of the page has been loaded, or cannot be. */
  #imageSettled({ target }: Event): void {
    if (target !== this.#pageImage() || !this.isConnected) return;
    if (this.#work.photo && !this.#work.photo.isPages) return; // a person's is shown
    if (!this.#isTime) return;
    this.#work.drop();
    this.#askPagePhoto();
  }

  #imageWithin(): HTMLImageElement | undefined {
    return this.querySelector<HTMLImageElement>(':scope > img:not([slot]), :scope > picture > img') ?? undefined;
  }

  #pageImage(): HTMLImageElement | undefined {
    return this.src === null ? this.#imageWithin() : this.#view.image;
  }

  #mayPick(): boolean {
    return this.picker || !this.#pageImage();
  }

  #tellForm(): void {
    if (!('setFormValue' in this.#internals)) return; // jsdom lacks it
    const best = this.#work.result?.[0];
    this.#internals.setFormValue(best?.label ?? null);
    if (this.required && !best)
      this.#internals.setValidity({ valueMissing: true }, textOf(this, 'required'), this.#view.input);
    else this.#internals.setValidity({});
  }
}
