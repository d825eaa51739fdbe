/**
 * `<resnest-classifier>`: importing this module defines the element, in a browser; on a server it does nothing.
 * @module resnest-webgpu/element
 */
import { ConfigError } from '../core/errors';
import { inWords } from '../core/json';
import { ResnestClassifierElement } from './element';

export { ResnestClassifierElement };
export type { ElementDetails, ResnestClassifierEventMap } from './events';
export type { ElementOptions } from './options';
export type { Reflected } from './reflected';
export type { ElementState } from './states';

const NAME = 'resnest-classifier';

declare global {
  interface HTMLElementTagNameMap {
    'resnest-classifier': ResnestClassifierElement;
  }
}

/**
 * Defines the element under another name as well. Does nothing where there are no custom elements, and where the element
 * has the name already. Throws a ConfigError where another element has it, or where it is no name of an element.
 * @example defineElement('photo-label');
 */
export function defineElement(name: string): void {
  if (typeof customElements === 'undefined') return;
  const found = typeof name === 'string' ? customElements.get(name) : undefined;
  if (found && (found === ResnestClassifierElement || found.prototype instanceof ResnestClassifierElement)) return;
  if (found) throw new ConfigError('option', `another element has the name ${inWords(name)}; choose another one`);
  try {
    // A class has one name, so each other name has a class of its own.
    customElements.define(name, name === NAME ? ResnestClassifierElement : class extends ResnestClassifierElement {});
  } catch (cause) {
    const message = `${inWords(name)} cannot be the name of an element; give lower-case letters with a hyphen`;
    throw new ConfigError('option', message, { cause });
  }
}

// Another copy of this module may have come first; its element is the same.
if (typeof customElements !== 'undefined' && !customElements.get(NAME)) defineElement(NAME);
