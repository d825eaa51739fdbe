/**
 * A server that renders a page, jsdom, and old browsers import the module too: whatever a browser lacks is missed when it
 * is used, and not when the module is loaded.
 */
import { afterEach, expect, test, vi } from 'vitest';

/** All that a browser adds to the language, as far as Node has it. */
const OF_BROWSERS = [
  ...['ReadableStream', 'WritableStream', 'TransformStream', 'Blob', 'File', 'Response', 'Request', 'Headers', 'fetch'],
  ...['AbortController', 'AbortSignal', 'MessageChannel', 'crypto', 'navigator', 'structuredClone', 'DOMException'],
  ...['EventTarget', 'Event', 'TextEncoder', 'TextDecoder', 'atob', 'btoa'],
];

const absent = new Map<string, PropertyDescriptor>();

afterEach(() => {
  for (const [name, descriptor] of absent) Object.defineProperty(globalThis, name, descriptor);
  absent.clear();
  vi.unstubAllGlobals();
});

test.each([
  ['the module', () => import('./index')],
  ['the door in a worker', () => import('./worker/index')],
])(
  "%s loads without a browser's globals, and says then what is missing",
  async (_, load) => {
    vi.resetModules();
    for (const name of OF_BROWSERS) {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
      if (!descriptor?.configurable) continue;
      absent.set(name, descriptor);
      Reflect.deleteProperty(globalThis, name);
    }
    expect(absent.size).toBeGreaterThan(15);
    const { createClassifier, isSupported, support, WebGPUUnavailableError } = await load();
    expect(await isSupported()).toBe(false);
    expect((await support()).reason).toMatch(/^There is no WebGPU here/);
    await expect(createClassifier()).rejects.toThrow(WebGPUUnavailableError);
  },
  30_000,
); // all modules are loaded anew

test('a server that has workers, as Bun, starts none', async () => {
  const Worker = vi.fn();
  vi.stubGlobal('Worker', Worker);
  const { createClassifier, WebGPUUnavailableError } = await import('./worker/index');
  await expect(createClassifier()).rejects.toThrow(WebGPUUnavailableError);
  expect(Worker).not.toHaveBeenCalled();
});

test('the element loads without a browser', async () => {
  vi.resetModules();
  const { defineElement, ResnestClassifierElement } = await import('./element/index');
  expect(() => defineElement('photo-label')).not.toThrow(); // it defines nothing
  expect(ResnestClassifierElement.observedAttributes).toContain('top-k');
});

test('where there is no page the error says so, not that the address is none', async () => {
  const { createClassifier, ConfigError } = await import('./index');
  await expect(createClassifier({ weights: '/x.safetensors' })).rejects.toThrow(ConfigError);
  await expect(createClassifier({ weights: '/x.safetensors' })).rejects.toThrow(/relative address .* no page here/);
  await expect(createClassifier({ weights: 'https://h.org/x.safetensors' })).rejects.toThrow(/there is no WebGPU here/);
});

test('a config.json that cannot be right shows before anything is asked for', async () => {
  const { createClassifier, ConfigError } = await import('./index');
  for (const configFile of ['x', null]) {
    await expect(createClassifier({ configFile })).rejects.toThrow(ConfigError);
    await expect(createClassifier({ configFile })).rejects.toThrow(/config.json holds an object/);
  }
});
