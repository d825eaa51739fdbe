/** Which checkpoint options come to, and under which identity a cache keeps it. */
import { expect, test } from 'vitest';
import { checkpointOf } from './checkpoint';

const file = new File([], 'anything.pth');
const DIGEST = 'e56bef38731fc91873e790d5117c3df60ba281c6fbec6b78d5e14011c0218b8a';
const OFFICIAL = 'https://github.com/zhanghang1989/ResNeSt/releases/download/weights_step1/resnest50-528c19ca.pth';

test('a published model is known by its digest, as far as that is known', () => {
  expect(checkpointOf({ model: 'resnest14d.gluon_in1k' })).toMatchObject({ identity: DIGEST, sha256: DIGEST });
  expect(checkpointOf({ model: 'resnest50-528c19ca' })).toMatchObject({ identity: OFFICIAL, sha256: '528c19ca' });
  const hub = 'https://huggingface.co/timm/resnest50d.in1k/resolve/main/model.safetensors';
  expect(checkpointOf({ model: 'resnest50d.in1k' })).toMatchObject({ identity: hub, sha256: undefined });
});

test('a copy is the same to a cache where a digest proves it', () => {
  const { identity } = checkpointOf({ model: 'resnest50-528c19ca' });
  const dropped = checkpointOf({ model: 'resnest50-528c19ca', weights: file });
  expect(dropped).toMatchObject({ input: file, identity, sha256: '528c19ca', name: 'resnest50-528c19ca' });
  const own = checkpointOf({ model: 'resnest50-528c19ca', weightsBaseUrl: 'https://own.org/' });
  expect(own).toMatchObject({ input: 'https://own.org/resnest50-528c19ca.pth', identity, sha256: '528c19ca' });
});

test('a copy that nothing proves is known by its own address, and a file by none', () => {
  const model = 'resnest50d.in1k';
  const address = 'https://own.org/resnest50d.in1k.safetensors';
  expect(checkpointOf({ model, weightsBaseUrl: 'https://own.org/' }).identity).toBe(address);
  expect(checkpointOf({ model, weights: address })).toMatchObject({ identity: address, name: model });
  expect(checkpointOf({ model, weights: file }).identity).toBeUndefined();
  const sha256 = 'a'.repeat(64);
  expect(checkpointOf({ model, weights: file, sha256 })).toMatchObject({ identity: sha256, sha256 });
});

test("a variant's name is an architecture where there are weights", () => {
  expect(checkpointOf({ model: 'resnest50', weights: 'https://own.org/w.pth' })).toEqual({
    input: 'https://own.org/w.pth',
    identity: 'https://own.org/w.pth',
    sha256: undefined,
  });
});

test('without weights, its published checkpoints are offered', () => {
  expect(() => checkpointOf({ model: 'resnest50' })).toThrow(
    'no weights come with resnest50; name a published checkpoint of it (resnest50d.in1k, resnest50-528c19ca), or give its',
  );
  expect(() => checkpointOf({ model: { layers: [1, 1, 1, 1] } })).toThrow(
    'no weights come with a configuration of your own; give its checkpoint as `weights`',
  );
});

test("a caller's digest that contradicts the known one is refused", () => {
  expect(() => checkpointOf({ model: 'resnest50-528c19ca', sha256: 'a'.repeat(64) })).toThrow(
    'the SHA-256 of resnest50-528c19ca begins with 528c19ca; leave sha256 out',
  );
});
