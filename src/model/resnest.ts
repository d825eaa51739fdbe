/**
 * A whole ResNeSt (resnet.py's ResNet): stem, layer1 to layer4, head.
 */
import { stages } from './backbone/stages';
import { stem } from './backbone/stem';
import type { ResNeStConfig } from './config';
import { type Graph, GraphBuilder } from './graph';
import { usualClassifier } from './heads/classifier/config';
import { buildHead, type HeadConfig } from './heads/heads';

/**
 * Builds the graph of a configuration on an input [N, inChannels, H, W]. A `head` takes the place of the published
 * models' own, a classifier of `numClasses`.
 */
export function buildResNeSt(config: ResNeStConfig, head: HeadConfig = usualClassifier(config)): Graph {
  const b = new GraphBuilder(config.inChannels);
  const features = stages(b, config, stem(b, config, b.input));
  return b.finish(buildHead(b, features, head));
}
