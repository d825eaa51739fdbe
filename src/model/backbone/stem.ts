/**
 * The convolutions and the pool before layer1.
 */
import type { ResNeStConfig } from '../config';
import type { GraphBuilder, Value } from '../graph';
import { batchNorm2d, conv2d, relu } from '../layers';
import { rectification } from './rectification';

/** Three 3x3 convolutions, or one of 7x7, and a pool: a quarter of the input's height and width. */
export function stem(b: GraphBuilder, config: ResNeStConfig, input: Value): Value {
  const { stemWidth } = config;
  const rectify = rectification(config);
  const spatial = { kernelSize: 3, padding: 1, rectify };
  let x: Value;
  if (config.deepStem) {
    x = conv2d(b, 'conv1.0', input, stemWidth, { ...spatial, stride: 2 });
    x = relu(b, 'conv1.2', batchNorm2d(b, 'conv1.1', x));
    x = conv2d(b, 'conv1.3', x, stemWidth, spatial);
    x = relu(b, 'conv1.5', batchNorm2d(b, 'conv1.4', x));
    x = conv2d(b, 'conv1.6', x, stemWidth * 2, spatial);
  } else {
    x = conv2d(b, 'conv1', input, 64, { kernelSize: 7, stride: 2, padding: 3, rectify });
  }
  x = relu(b, 'relu', batchNorm2d(b, 'bn1', x));
  return b.add('maxpool', { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 }, [x], x.channels);
}
