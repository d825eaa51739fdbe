/**
 * Classes of a browser, as far as a compiler knows them: TypeScript 5 knows no GPUTexture, a worker no HTMLImageElement.
 */

/**
 * The objects of a browser's class; no object at all where the libraries of whoever compiles have no such class. A plain
 * name would be an error there, or `any`, which makes a batch look like a single source.
 */
export type BrowserClass<Name extends string> = Name extends string
  ? typeof globalThis extends Record<Name, { prototype: infer Instance }>
    ? Instance
    : never
  : never;
