/** The built library, as the server of the faults gives it. */
import type * as Library from '../../../src/index';

export const importLibrary = async (): Promise<typeof Library> =>
  (await import(/* @vite-ignore */ '/resnest-webgpu.js' as string)) as typeof Library;
