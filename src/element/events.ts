/**
 * The events of the element, with the types of their details. None of them bubbles, as those of an `<img>` do not.
 */
import type { Classification, Classifier, ImageSource, Progress } from '../index';

/** What the details of the element's own events hold. */
export interface ElementDetails {
  /** The model is ready; elements of the same model share `classifier`, so do not dispose of it. */
  readonly load: { readonly classifier: Classifier };
  /** How far the start has come. */
  readonly progress: Progress;
  /** What was found in `source`, the most probable first. */
  readonly result: { readonly classes: readonly Classification[]; readonly source: ImageSource };
  /** The model or the photo failed; the element shows the sentence of `error` as well. */
  readonly error: { readonly error: Error };
}

type OwnEvents = { readonly [Name in keyof ElementDetails]: CustomEvent<ElementDetails[Name]> };

/** Every event that the element may get, with those of its own. */
export type ResnestClassifierEventMap = Omit<HTMLElementEventMap, keyof OwnEvents> & OwnEvents;

type ListenerOf<Name extends keyof ResnestClassifierEventMap> = (
  this: HTMLElement,
  event: ResnestClassifierEventMap[Name],
) => unknown;

/** An element whose listeners know the details. */
export interface ListenedElement extends HTMLElement {
  addEventListener<Name extends keyof ResnestClassifierEventMap>(
    type: Name,
    listener: ListenerOf<Name>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof ResnestClassifierEventMap>(
    type: Name,
    listener: ListenerOf<Name>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Tells the element's listeners. */
export function tell<Name extends keyof ElementDetails>(
  element: EventTarget,
  name: Name,
  detail: ElementDetails[Name],
): void {
  element.dispatchEvent(new CustomEvent(name, { detail }));
}
