import { expect, test } from 'vitest';
import { normalizedLevels } from './normalize';

test('levels equal those of PyTorch, bit for bit', () => {
  const levels = normalizedLevels([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
  const level = (v: number): number[] => [...levels.slice(v * 4, v * 4 + 4)];
  // torch 2.13: uint8 -> float32, div(255), sub(mean), div(std)
  expect(level(0)).toEqual([-2.1179039478302, -2.0357141494750977, -1.804444432258606, 0]);
  expect(level(1)).toEqual([-2.1007792949676514, -2.018207311630249, -1.7870151996612549, 0]);
  expect(level(124)).toEqual([0.005565485917031765, 0.13515405356884003, 0.3567756712436676, 0]);
  expect(level(255)).toEqual([2.248908281326294, 2.4285714626312256, 2.640000104904175, 0]);
});
