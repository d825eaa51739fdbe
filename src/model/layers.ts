/**
 * Single modules as nodes of a graph.
 */
import type { Conv2dModule, GraphBuilder, Value } from './graph';

/** What differs from a 1x1 convolution of stride 1 without a bias. */
export type ConvOptions = Partial<Omit<Conv2dModule, 'type' | 'inChannels' | 'outChannels'>>;

export function conv2d(b: GraphBuilder, name: string, x: Value, outChannels: number, options: ConvOptions = {}): Value {
  const defaults = {
    kernelSize: 1,
    stride: 1,
    padding: 0,
    dilation: 1,
    groups: 1,
    rectify: 'none',
    bias: false,
  } as const;
  const module: Conv2dModule = { type: 'Conv2d', inChannels: x.channels, outChannels, ...defaults, ...options };
  return b.add(name, module, [x], outChannels);
}

export const batchNorm2d = (b: GraphBuilder, name: string, x: Value): Value =>
  b.add(name, { type: 'BatchNorm2d', numFeatures: x.channels }, [x], x.channels);

export const relu = (b: GraphBuilder, name: string, x: Value): Value => b.add(name, { type: 'ReLU' }, [x], x.channels);
