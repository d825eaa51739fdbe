import { expect, test } from 'vitest';
import { elementCount } from '../../../core/tensor';
import { parametersOf } from '../../../model/parameters';
import { buildResNeSt } from '../../../model/resnest';
import { variantNamed } from '../../../model/variants';
import { published } from '../../modelRequest';
import { aboutBytes } from './sizes';

test.each(published)('the weights of $name have the size that the page says', (entry) => {
  const shapes = parametersOf(buildResNeSt(variantNamed(entry.model).config)).map(({ shape }) => elementCount(shape));
  expect(aboutBytes(entry)).toBe(4 * shapes.reduce((sum, count) => sum + count, 0));
});
