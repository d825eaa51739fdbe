/**
 * What a model is, as `info` tells it, wherever it runs.
 */
import type { ClassifierInfo } from '../classifierInfo';
import type { Storage } from '../core/storage';
import type { Identified } from '../identify';
import { answersOf, type Graph } from '../model/graph';
import { parameterCount } from '../model/parameters';
import { publishedModels } from '../weights/known/published';

type Identity = Pick<
  ClassifierInfo,
  | ('model' | 'published' | 'config' | 'outputs' | 'storage' | 'inputSize' | 'preprocessing' | 'parameters')
  | ('labels' | 'assumed')
>;

interface Told {
  readonly identified: Identified;
  readonly graph: Graph;
  readonly storage: Storage;
}

export function identityOf({ identified, graph, storage }: Told): Identity {
  const { name, published, config, inputSize, preprocessing, labels, assumed } = identified;
  return {
    model: name,
    published: publishedModels.find((entry) => entry.name === published),
    outputs: answersOf(graph),
    parameters: parameterCount(graph),
    ...{ config, storage, inputSize, preprocessing, labels, assumed },
  };
}
