/**
 * Classes of a browser as types, also for callers whose TypeScript lacks some of them: TypeScript 5 has no GPUTexture,
 * and a worker's library has no HTMLImageElement.
 */

/**
 * The objects of a browser's class, or `never` where the caller's TypeScript libraries lack that class. A plain name
 * would be an error there, or `any`, and `any` makes a batch look like a single source.
 */
export type BrowserClass<Name extends string> = Name extends string
  ? typeof globalThis extends Record<Name, { prototype: infer Instance }>
    ? Instance
    : never
  : never;
