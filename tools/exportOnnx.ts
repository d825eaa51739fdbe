/** `npm run export-onnx`: a checkpoint of any model as an ONNX file. */
import { writeFile } from 'node:fs/promises';
import { exportOnnx } from '../src/export/exportOnnx';
import { buildResNeSt } from '../src/model/resnest';
import { flag, readArguments, text, wholeNumber } from './common/arguments';
import { openModel } from './common/checkpoint/openModel';
import { blame, fromCaller, sentence } from './common/files';
import { UsageError } from './classify/options';

const help = `Writes a ResNeSt with its weights as an ONNX file (opset 17).

npm run export-onnx -- --out FILE.onnx [OPTIONS]

Without a checkpoint it writes the embedded model. What a checkpoint is shows in its tensors and in a config.json beside it;
--model and --config say it better. The file takes \`input\`, float32 [N, 3, height, width] of any N, normalised as the model
wants it, and gives \`logits\` [N, classes], or \`embedding\` [N, 2048] if the model has no classifier.

  --model NAME          a variant by name, such as resnest50_fast_2s1x64d; needs --weights
  --config FILE.json    a model by the keywords of the original ResNet: layers, radix, groups, ...
  --weights FILE|URL    a checkpoint: safetensors, or what torch.save wrote (.pth, .pt, .bin)
  --head NAME           which head of a checkpoint with several
  --input-size N        side of the square that the model sees; by default the model's own
  --out FILE.onnx       the file to write
  --help                print this`;

const known = {
  ...{ model: text, config: text, weights: text, head: text, 'input-size': text, out: text },
  help: { ...flag, short: 'h' },
} as const;

/** Runs the command line; the exit code is 0, 1 if there is no file, 2 if it was called wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    console.error(sentence(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { model, config, weights, head: headName, out, help: isLost, 'input-size': size } = readArguments(args, known);
  if (isLost) {
    console.log(help);
    return 0;
  }
  if (out === undefined) throw new UsageError('Option --out is missing; name the file to write, such as model.onnx.');
  if (model !== undefined && config !== undefined)
    throw new UsageError('Options --model and --config exclude each other; give one of them.');
  const side = size === undefined ? undefined : wholeNumber('input-size', size);

  const opened = await openModel({ model, config, weights, head: headName });
  const { name, config: resolved, head, inputSize, stateDict } = opened;
  const [height, width] = side === undefined ? inputSize : [side, side];
  const chunks = exportOnnx(buildResNeSt(resolved, head), stateDict, { name, inputSize: [height, width] });
  await writeFile(fromCaller(out), chunks).catch((error: unknown) => blame(out, error));
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  console.log(`Wrote ${out}: ${name} at ${height} x ${width}, ${(bytes / 1e6).toFixed(1)} MB.`);
  return 0;
}
