/**
 * What the browser keeps, apart from the rest of the library: the page looks there once it has a model.
 */
export { cache } from '../../index';
