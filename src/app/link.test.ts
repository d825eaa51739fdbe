import { expect, test } from 'vitest';
import { linkTo, linkToView, secondIn, viewIn, WEBGPU_LINK, wishIn } from './link';
import { EMBEDDED, EMBEDDED_REQUEST, type ModelRequest, published } from './modelRequest';
import { samples } from './samples';
import { viewNames } from './views/names';

const requests: readonly ModelRequest[] = [
  EMBEDDED_REQUEST,
  ...published.filter(({ isReadable }) => isReadable).map(({ name }) => ({ origin: 'published', name }) as const),
];

test('a link opens what it was made for', () => {
  expect(linkTo(EMBEDDED_REQUEST, undefined, 'one')).toBe(`#model=${EMBEDDED.name}`);
  for (const request of requests)
    for (const sample of samples)
      expect(wishIn(linkTo(request, { name: sample.file, isSample: true }, 'one') ?? '')).toEqual({ request, sample });
  expect(requests).toHaveLength(9);
});

test('a link to a comparison names both models, and only a new name is a wish', () => {
  const second: ModelRequest = { origin: 'published', name: 'resnest50d.in1k' };
  const link = linkTo(EMBEDDED_REQUEST, { name: 'lemon.png', isSample: true }, 'compare', second) ?? '';
  expect(link).toBe(`#view=compare&model=${EMBEDDED.name}&with=resnest50d.in1k&sample=lemon.png`);
  expect(secondIn(link)).toEqual({ request: second });
  expect(secondIn(link, link)).toEqual({});
  expect(secondIn('#view=compare')).toEqual({});
  expect(secondIn('#with=none').fault).toMatchObject({ code: 'link-unknown', about: 'none' });
  const own: ModelRequest = { origin: 'own', variant: undefined, weights: new File([], 'a.pth'), labels: undefined };
  expect(linkTo(EMBEDDED_REQUEST, undefined, 'compare', own)).toBeUndefined();
});

test('a link never holds a file of the person’s', () => {
  const weights = new File(['weights'], 'flowers.pth');
  expect(linkTo({ origin: 'own', variant: undefined, weights, labels: undefined }, undefined, 'one')).toBeUndefined();
  expect(linkTo(EMBEDDED_REQUEST, { name: 'me.jpg', isSample: false }, 'one')).not.toContain('me.jpg');
});

test('a link may ask for WebGPU, and for nothing else of the kind', () => {
  expect(wishIn(WEBGPU_LINK)).toEqual({ onWebGPU: true });
  expect(wishIn('#backend=webgl&sample=lemon.png')).toMatchObject({
    fault: { code: 'link-unknown', about: 'webgl' },
    sample: { file: 'lemon.png' },
  });
});

test('what the page does not have is named, and cut short', () => {
  expect(wishIn('')).toEqual({});
  expect(wishIn('#answer')).toEqual({});
  expect(wishIn('#model=&sample=')).toEqual({});
  const { fault, request, sample } = wishIn(`#model=${'<b>'.repeat(100)}&sample=../lemon.png`);
  expect([request, sample]).toEqual([undefined, undefined]);
  expect(fault).toMatchObject({ code: 'link-unknown', about: '<b>'.repeat(100) });
  for (const field of ['view', 'sample', 'model', 'backend'])
    expect(wishIn(`#${field}=../nothing`).fault?.message).toBe(
      'The link names “../nothing”, which this page does not have.',
    );
  for (const name of viewNames) expect(wishIn(`#view=${name}`)).toEqual({});
  expect(wishIn('#model=resnest50-528c19ca').fault?.message).toMatch(/^The link names resnest50-528c19ca, which/);
  for (const name of ['__proto__', 'constructor', 'https://example.org/x.safetensors', 'resnest50'])
    expect(wishIn(`#model=${encodeURIComponent(name)}`)).toMatchObject({ fault: { code: 'link-unknown' } });
});

test('a view goes along with a model and a sample, and the first view needs no field', () => {
  const link = linkTo(EMBEDDED_REQUEST, { name: 'lemon.png', isSample: true }, 'many') ?? '';
  expect(link).toBe(`#view=many&model=${EMBEDDED.name}&sample=lemon.png`);
  expect(viewIn(link)).toBe('many');
  expect(linkToView(link, 'one')).toBe(`#model=${EMBEDDED.name}&sample=lemon.png`);
  expect(linkToView('#view=none&sample=lemon.png', 'many')).toBe('#view=many&sample=lemon.png');
  expect(linkToView('', 'many')).toBe('#view=many');
  expect(linkToView('#view=many', 'one')).toBe('#');
  for (const fragment of ['', '#', '#view=', '#view=none', '#view=constructor', '#answer'])
    expect(viewIn(fragment)).toBe('one');
});

test('who goes to another view is not given the link’s model and sample once more', () => {
  const before = `#model=${EMBEDDED.name}&sample=lemon.png`;
  expect(wishIn(linkToView(before, 'many'), before)).toEqual({});
  expect(wishIn(`#model=${EMBEDDED.name}&sample=bison.png`, before)).toMatchObject({ sample: { file: 'bison.png' } });
});
