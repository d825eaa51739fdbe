/** Finds the weights in a folder, as timm, segmentation_models_pytorch and Hugging Face save one. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listed, quoted } from '../../../src/core/wording';
import { CHECKPOINT_SUFFIXES } from '../../../src/weights/containers/suffixes';
import { fromCaller } from '../files';
import { isUrl } from './openSource';

/** What these libraries call their weights, best first. */
const USUAL: readonly string[] = [
  ...['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin', 'pytorch_model.bin.index.json'],
  ...['open_clip_model.safetensors', 'timm_model.safetensors'],
];
/** A part of a checkpoint in several files. */
const PART = /-\d{5}-of-\d{5}\./;

const isCheckpoint = (name: string): boolean =>
  CHECKPOINT_SUFFIXES.some((suffix) => name.toLowerCase().endsWith(suffix));

/** The file that is meant by `weights`, a path or a URL: a folder's weights, else itself. Throws one sentence. */
export async function weightsFile(weights: string): Promise<string> {
  if (isUrl(weights)) return weights;
  const isFolder = await stat(fromCaller(weights)).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(weights, chosenOf(weights, await readdir(fromCaller(weights)))) : weights;
}

function chosenOf(folder: string, names: readonly string[]): string {
  const usual = USUAL.find((name) => names.includes(name));
  if (usual !== undefined) return usual;
  if (names.some((name) => name.endsWith('.distcp')))
    throw new Error(
      `${folder}: it holds a distributed checkpoint; make one file of it with python -m torch.distributed.checkpoint.format_utils dcp_to_torch`,
    );
  const found = names.filter((name) => isCheckpoint(name) && !PART.test(name) && !name.startsWith('.')).toSorted();
  const [only, ...more] = found;
  if (only === undefined)
    throw new Error(`${folder}: the folder holds no weights (model.safetensors, say); name a file`);
  if (more.length > 0)
    throw new Error(
      `${folder}: the folder holds ${String(found.length)} checkpoints (${listed(found.map(quoted))}); name one of them`,
    );
  return only;
}
