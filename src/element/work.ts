/**
 * The model behind an element, the photo about which it is asked, and the answer.
 */
import { tagOf } from '../core/described';
import { linked, untilAborted } from '../core/waiting';
import type { Classification, Classifier, ClassifyOptions, ImageSource } from '../index';
import { tell } from './events';
import { callOptions, type ElementOptions, keyOf, startFor } from './options';
import { isOver, type Lease, lease } from './pool';
import { take } from './preview';
import type { Reflected } from './reflected';
import type { States } from './states';
import type { View } from './view';

/** A photo about which the model is asked. */
export interface Asked {
  readonly source: ImageSource;
  readonly options: ClassifyOptions;
  /** Whether it is the photo of the page, in `src` or as an `<img>` within the element. */
  readonly isPages: boolean;
  /** The source, or a copy of its pixels at the call. */
  readonly kept: Promise<ImageSource>;
}

/** What the work belongs to. */
export interface Place {
  readonly element: HTMLElement & Reflected & { readonly options: ElementOptions | undefined };
  readonly view: View;
  readonly states: States;
  /** Is called when there is a result, or none any more. */
  readonly onChange: () => void;
}

export const stopped = (why: string): DOMException => new DOMException(why, 'AbortError');

/** Errors are shown and told as events, so a promise that nobody has asked for needs no further handling. */
export const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

/** Frees the copy of a photo that nobody needs any more. */
function closeCopy(photo: Asked): void {
  const close = (copy: ImageSource): void => {
    if (copy !== photo.source && tagOf(copy) === 'ImageBitmap') (copy as ImageBitmap).close();
  };
  quietly(photo.kept.then(close));
}

export class Work {
  readonly #place: Place;
  #lease: Lease | undefined;
  #photo: Asked | undefined;
  #asking: AbortController | undefined;
  #result: readonly Classification[] | undefined;
  #error: Error | undefined;
  /** Whether the call that runs was made with attributes of before. */
  #isStale = false;

  constructor(place: Place) {
    this.#place = place;
  }

  get photo(): Asked | undefined {
    return this.#photo;
  }

  get result(): readonly Classification[] | undefined {
    return this.#result;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether there is a result, or will be. */
  get isSettled(): boolean {
    return Boolean(this.#result ?? this.#asking);
  }

  load(): Promise<Classifier> {
    if (this.#lease) return this.#lease.classifier;
    const { element, view, states } = this.#place;
    const { options } = element;
    const own = lease(
      keyOf(element, options),
      (start) => startFor(element, options, start),
      (progress) => {
        view.showProgress(progress);
        tell(element, 'progress', progress);
      },
    );
    this.#lease = own;
    this.#error = undefined;
    states.enter('loading');
    view.showWork('loading');
    own.classifier.then(
      (classifier) => {
        if (this.#lease !== own) return;
        if (!this.#asking) this.rest();
        tell(element, 'load', { classifier });
        this.#leaveIfAway();
      },
      (error: Error) => {
        if (this.#lease !== own) return;
        this.#letGo();
        this.fail(error);
      },
    );
    return own.classifier;
  }

  /** Asks about a photo, in place of the one before it. */
  async ask(photo: Asked): Promise<readonly Classification[]> {
    const { element, view, states, onChange } = this.#place;
    this.#asking?.abort(stopped('another photo was given to the element'));
    const asking = new AbortController();
    const { signal, end } = linked([asking.signal, photo.options.signal]);
    const isCurrent = (): boolean => this.#asking === asking;
    this.#asking = asking;
    if (this.#photo && this.#photo.kept !== photo.kept) closeCopy(this.#photo);
    this.#photo = photo;
    this.#result = this.#error = undefined;
    this.#isStale = false;
    if (!photo.isPages) quietly(view.showPhoto(take(photo.source), photo.source, isCurrent));
    try {
      const classifier = await untilAborted(signal, this.load());
      const source = await photo.kept;
      signal.throwIfAborted();
      states.enter('classifying');
      view.showWork('classifying');
      const options = { ...callOptions(element), ...photo.options };
      const classes = await classifier.classify(source, { ...options, signal });
      signal.throwIfAborted();
      this.#result = classes;
      states.enter('done');
      view.showResult(classes, options.activation !== 'none');
      tell(element, 'result', { classes, source: photo.source });
      return classes;
    } catch (error) {
      if (isOver(error)) this.#letGo();
      if (!signal.aborted) this.fail(error as Error);
      else if (isCurrent()) this.rest();
      throw error;
    } finally {
      end();
      if (isCurrent()) {
        this.#asking = undefined;
        if (this.#isStale) this.askAgain();
      }
      onChange();
      this.#leaveIfAway();
    }
  }

  /** Asks about the same photo, as the attributes are now. A call that runs ends first. */
  askAgain(): void {
    if (this.#asking) {
      this.#isStale = true;
      return;
    }
    this.#result = this.#error = undefined;
    if (!this.#photo) return;
    // The signal was for the first call.
    quietly(this.ask({ ...this.#photo, options: { ...this.#photo.options, signal: undefined } }));
  }

  /** Forgets the photo and its answer. */
  drop(): void {
    this.#asking?.abort(stopped('the page gave the element another photo'));
    if (this.#photo) closeCopy(this.#photo);
    this.#photo = this.#asking = this.#result = this.#error = undefined;
  }

  /** Nothing goes on, and nothing is known. */
  rest(): void {
    this.#place.view.showNothing();
    this.#place.states.enter(this.#lease ? 'ready' : 'idle');
  }

  /** Takes an error back, since what caused it has changed. */
  forgive(): void {
    if (!this.#error) return;
    this.#error = undefined;
    if (this.#place.states.current === 'failed') this.rest();
  }

  fail(error: Error): void {
    if (this.#error === error) return; // that the model cannot be loaded, heard by the photo that waited
    this.#error = error;
    this.#place.states.enter('failed');
    this.#place.view.showError(error.message);
    tell(this.#place.element, 'error', { error });
  }

  /** Ends what goes on; another model begins anew, with the same photo. */
  leave(why: DOMException, isAnotherModel = false): void {
    this.#asking?.abort(why);
    this.#asking = undefined;
    this.#lease?.release();
    this.#lease = undefined;
    if (isAnotherModel) this.#result = this.#error = undefined;
    if (!this.#result && !this.#error) this.rest();
  }

  /** The classifier is at its end, or could not be started: the next photo gets another one. */
  #letGo(): void {
    this.#lease?.forget();
    this.#lease?.release();
    this.#lease = undefined;
  }

  /** A call on an element that is in no page keeps the model only for itself. */
  #leaveIfAway(): void {
    if (!this.#place.element.isConnected && !this.#asking) this.leave(stopped('the element is in no page'));
  }
}
