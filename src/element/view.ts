/**
 * What people see and hear of the element: its shadow tree.
 */
import type { Classification, ImageSource, Progress } from '../index';
import { draw, type Taken } from './preview';
import { styleRoot } from './style';
import { type TextName, textOf } from './texts';

/** A new element with a part, by which a page can style it. */
function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.setAttribute('part', part);
  element.className = part;
  element.append(...children);
  return element;
}

/** A place for words of the page, with those of the element in it. */
function slotOf(name: TextName): HTMLSlotElement {
  const slot = make('slot', '');
  slot.removeAttribute('part');
  slot.name = name;
  return slot;
}

export class View {
  readonly input = document.createElement('input');
  /** The photo of the attribute `src`. */
  readonly image = make('img', 'photo');
  /** Holds the photo of the page, an `<img>`. */
  readonly slot = document.createElement('slot');
  readonly #host: HTMLElement;
  readonly #pick = slotOf('pick');
  readonly #hint = slotOf('hint');
  readonly #label = make(
    'label',
    'picker',
    this.input,
    make('span', 'pick', this.#pick),
    ' ',
    make('span', 'hint', this.#hint),
  );
  readonly #canvas = make('canvas', 'photo');
  readonly #status = make('p', 'status');
  readonly #progress = make('progress', 'progress');
  readonly #error = make('p', 'error');
  readonly #results = make('ol', 'results');

  constructor(host: HTMLElement, root: ShadowRoot) {
    this.#host = host;
    styleRoot(root);
    this.input.type = 'file';
    this.input.accept = 'image/*';
    this.input.className = 'away';
    this.#status.setAttribute('role', 'status');
    this.#error.setAttribute('role', 'alert');
    this.#canvas.setAttribute('role', 'img');
    // With CORS its pixels may be read.
    this.image.crossOrigin = 'anonymous';
    for (const hidden of [this.image, this.#canvas, this.#progress, this.#error, this.#results]) hidden.hidden = true;
    root.append(this.slot, this.image, this.#canvas, this.#label, this.#status, this.#progress, this.#error);
    root.append(this.#results);
  }

  /** Texts, and whether a person may choose a photo, as the attributes say. */
  dress(mayPick: boolean, isDisabled: boolean): void {
    this.#pick.textContent = this.#text('pick');
    this.#hint.textContent = this.#text('hint');
    this.#label.hidden = !mayPick;
    this.input.disabled = isDisabled;
    this.image.alt = this.#host.getAttribute('alt') ?? '';
    this.#progress.setAttribute('aria-label', this.#text('loading'));
  }

  /** Shows the photo of an address in place of the one before it; without an address, that of the slot alone. */
  showAddress(address: string | null): void {
    this.#canvas.hidden = true;
    this.slot.hidden = false;
    this.image.hidden = address === null;
    if (address === null) this.image.removeAttribute('src');
    else this.image.src = address;
  }

  /** Shows a photo in place of that of the page. */
  async showPhoto(taken: Taken, source: ImageSource, isCurrent: () => boolean): Promise<void> {
    const bitmap = await taken;
    if (bitmap && isCurrent()) {
      draw(bitmap, this.#canvas);
      this.#canvas.setAttribute('aria-label', (source as Partial<File>).name ?? '');
    }
    // What cannot be drawn, such as an SVG file, is not shown: the photo before it would be a lie.
    if (isCurrent()) {
      this.#canvas.hidden = bitmap === undefined;
      this.slot.hidden = this.image.hidden = true;
    }
    bitmap?.close();
  }

  showWork(text: 'loading' | 'classifying'): void {
    this.#clear();
    this.#status.textContent = this.#text(text);
  }

  showProgress({ stage, loaded, total }: Progress): void {
    this.#progress.hidden = false;
    // The stages after the download are short, and each counts by itself.
    if (stage === 'download' && total !== undefined) this.#progress.value = loaded / total;
    else this.#progress.removeAttribute('value');
  }

  showNothing(): void {
    this.#clear();
    this.#results.replaceChildren();
  }

  showError(message: string): void {
    this.#clear();
    this.#results.replaceChildren();
    this.#error.textContent = this.#text('error', { message });
    this.#error.hidden = false;
  }

  /** `isShare` says whether scores are between 0 and 1. */
  showResult(classes: readonly Classification[], isShare: boolean): void {
    this.#clear();
    const written = scoreWriter(this.#host, isShare);
    const spoken = classes.map(({ label, score }) => `${label} ${written(score)}`).join(', ');
    const isEmpty = classes.length === 0;
    this.#status.textContent = isEmpty ? this.#text('nothing') : this.#text('result', { classes: spoken });
    this.#status.classList.toggle('away', !isEmpty);
    this.#results.hidden = isEmpty;
    this.#results.replaceChildren(
      ...classes.map(({ label, score }) => {
        const bar = make('meter', 'bar');
        bar.value = score;
        bar.hidden = !isShare;
        bar.setAttribute('aria-hidden', 'true'); // the number beside it says the same
        return make('li', 'class', make('span', 'label', label), bar, make('span', 'score', written(score)));
      }),
    );
  }

  #clear(): void {
    this.#status.textContent = '';
    this.#status.classList.remove('away');
    this.#progress.hidden = true;
    this.#error.hidden = true;
    this.#error.textContent = '';
    this.#results.hidden = true;
  }

  #text(name: TextName, values?: Readonly<Record<string, string>>): string {
    return textOf(this.#host, name, values);
  }
}

/** Writes numbers in the language of the element, or that of the page around it; in English where that has no name. */
function scoreWriter(host: HTMLElement, isShare: boolean): (score: number) => string {
  const named = host.getAttribute('language') ?? host.closest('[lang]')?.getAttribute('lang') ?? 'en';
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  const formatIn = (language: string): Intl.NumberFormat =>
    new Intl.NumberFormat(language, isShare ? { style: 'percent', ...digits } : digits);
  let format: Intl.NumberFormat;
  try {
    format = formatIn(named || 'en');
  } catch {
    format = formatIn('en'); // `named` is no tag of a language
  }
  return (score) => format.format(score);
}
