/**
 * Another function in the place of a browser's method, so that a test can watch it or let it fail.
 */

export type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Puts what `make` makes of a method in its place. The function that is returned puts the method back. */
export function replaceMethod(prototype: object, name: string, make: (original: Method) => Method): () => void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  if (!original) throw new Error(`there is no method ${name}`);
  methods[name] = make(original);
  return () => void (methods[name] = original);
}
