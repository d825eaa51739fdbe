import { expect, test } from 'vitest';
import pixel from '../../../shaders/lib/pixel.rgb8.wgsl?raw';
import { COEFFICIENT_BITS } from '../../core/pixels';

test('the shader reads coefficients in the fixed point in which they are made', () => {
  expect(pixel).toContain(`const FRACTION_BITS = ${COEFFICIENT_BITS}u;`);
});
