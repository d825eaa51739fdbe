/** Gives Node a `navigator.gpu`, as a page has. Dawn's address comes from tools/testDawn.ts. */
import { inject } from 'vitest';
import type { DawnModule } from './findDawn';

const { create, globals } = (await import(/* @vite-ignore */ inject('dawn'))) as DawnModule;

// Files share a process and its one device, but this runs before each of them.
if (!('GPUDevice' in globalThis)) {
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
}
