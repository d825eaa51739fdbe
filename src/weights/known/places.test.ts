/** Where known checkpoints are looked for, and what is said where they are not. */
import { afterEach, expect, test, vi } from 'vitest';
import { ConfigError } from '../../core/errors';
import { need } from '../../core/need';
import { DEFAULT_MODEL } from '../../model/variants';
import { type ManifestEntry, manifestEntries } from './manifest';
import type { WeightsBaseUrl } from './baseUrl';
import { placesOf } from './places';

const entryOf = (name: string): ManifestEntry =>
  need(new Map(manifestEntries.map((each) => [each.name, each])), name, 'entry');

const HUB = entryOf('resnest50d.in1k');
const OFFICIAL = entryOf('resnest50-528c19ca');
const EMBEDDED = entryOf(DEFAULT_MODEL);

afterEach(() => void vi.unstubAllGlobals());

test('a published file is looked for where its authors put it, and then at its mirrors', () => {
  expect(placesOf(HUB, undefined)).toMatchObject({
    first: 'https://huggingface.co/timm/resnest50d.in1k/resolve/main/model.safetensors',
    mirrors: undefined,
  });
  const { first, mirrors } = placesOf(OFFICIAL, undefined);
  expect([first, ...(mirrors ?? [])].map((url) => url.split('/').slice(3, 5).join('/'))).toEqual([
    'zhanghang1989/ResNeSt',
    'rwightman/pytorch-image-models',
  ]);
});

test('a server that lets no page read is said to be one, with the file to download and the call for it', () => {
  expect(placesOf(OFFICIAL, undefined).silentAdvice).toBe(
    'this server lets no page read it: download it by hand as resnest50-528c19ca.pth, and give the file: ' +
      "createClassifier({ model: 'resnest50-528c19ca', weights: file })",
  );
  expect(placesOf(HUB, undefined).silentAdvice).toMatch(/^check the connection, or download it by hand as resnest50d/);
});

test.each<[base: WeightsBaseUrl, entry: ManifestEntry, address: string]>([
  ['https://own.org/models', HUB, 'https://own.org/models/resnest50d.in1k.safetensors'],
  ['https://own.org/models/', OFFICIAL, 'https://own.org/models/resnest50-528c19ca.pth'],
  ['/models/', HUB, 'https://page.org/models/resnest50d.in1k.safetensors'],
  [new URL('https://own.org/'), EMBEDDED, 'https://own.org/resnest26_2s1x32d.safetensors'],
  [
    ({ name, file }) => `https://own.org/${name}/${file}?v=2`,
    HUB,
    `https://own.org/${HUB.name}/${HUB.name}.safetensors?v=2`,
  ],
  [() => new URL('https://own.org/w.pth'), OFFICIAL, 'https://own.org/w.pth'],
  [({ file }) => file, EMBEDDED, 'https://page.org/app/resnest26_2s1x32d.safetensors'],
])('with weightsBaseUrl %s', (base, entry, address) => {
  vi.stubGlobal('document', { baseURI: 'https://page.org/app/' });
  const { first, mirrors, advice } = placesOf(entry, base);
  expect(first).toBe(address);
  expect(mirrors).toBeUndefined(); // who serves the files asks nobody else for them
  expect(advice).toMatch(/^put a copy of (https:\/\/|node_modules\/resnest-webgpu\/dist\/weights\/).* at this address/);
});

test('a function may leave an entry where it is', () => {
  expect(placesOf(OFFICIAL, () => undefined)).toEqual(placesOf(OFFICIAL, undefined));
});

test.each<[base: WeightsBaseUrl, message: RegExp]>([
  [() => 5 as unknown as string, /weightsBaseUrl must answer with a URL or undefined, not 5/],
  [() => Promise.resolve('x') as unknown as string, /not a Promise/],
  [() => '/relative', /the answer of weightsBaseUrl is the relative address "\/relative", and there is no page/],
  ['data:,x', /weightsBaseUrl must be the address of a folder, not "data:,x"/],
])('%s is a ConfigError', (base, message) => {
  expect(() => placesOf(HUB, base)).toThrow(ConfigError);
  expect(() => placesOf(HUB, base)).toThrow(message);
});
