import { expect, test } from 'vitest';
import { adapterClassOf } from './adapterClass';

test.each([
  ['Chrome on SwiftShader', { vendor: 'google', architecture: 'swiftshader' }, 'cpu'],
  ['any fallback adapter', { vendor: 'microsoft', isFallbackAdapter: true }, 'cpu'],
  ['lavapipe', { vendor: 'mesa', architecture: '', description: 'llvmpipe (LLVM 19.1.7, 256 bits)' }, 'cpu'],
  ['Chrome on an M2', { vendor: 'apple', architecture: 'metal-3' }, 'apple'],
  ['Chrome on an RTX 3060', { vendor: 'nvidia', architecture: 'ampere' }, 'nvidia'],
  ['Firefox on an RTX 3060', { vendor: '', description: 'NVIDIA GeForce RTX 3060' }, 'nvidia'],
  ['Chrome on an RX 6900', { vendor: 'amd', architecture: 'rdna-2' }, 'amd'],
  ['Chrome on Iris Xe', { vendor: 'intel', architecture: 'xe-lp' }, 'intel'],
  ['Chrome on an Adreno 740', { vendor: 'qualcomm', architecture: 'adreno-7xx' }, 'qualcomm'],
  ['Chrome on a Mali G78', { vendor: 'arm', architecture: 'valhall' }, 'arm'],
  ['an adapter that says nothing', {}, 'intel'],
] as const)('%s', (_, facts, expected) => expect(adapterClassOf(facts)).toBe(expected));
