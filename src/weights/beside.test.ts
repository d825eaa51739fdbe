import { expect, test } from 'vitest';
import { readBeside } from './beside';

test.each<[string, string, object]>([
  ["timm's", '{"architecture": "resnest14d"}', { contents: { architecture: 'resnest14d' } }],
  ["that of segmentation_models_pytorch's", '{"encoder_name": "timm-resnest14d", "classes": 2}', {}],
  ['another library', '{"model_type": "bert"}', {}],
  ['no object', '[]', {}],
  [
    'broken off',
    '{"architecture": "resn',
    { note: 'config.json, which lies beside the weights, is not valid JSON, and was left out' },
  ],
  ['empty', '', { note: expect.stringContaining('is not valid JSON') as string }],
])('a config.json beside weights that is %s', (_, text, expected) => {
  expect(readBeside(text, 'config.json')).toEqual(expected);
});
