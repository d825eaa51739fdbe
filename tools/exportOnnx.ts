/** `npm run export-onnx`: a checkpoint of any model as an ONNX file. */
import { writeFile } from 'node:fs/promises';
import { exportOnnx } from '../src/export/exportOnnx';
import { buildResNeSt } from '../src/model/resnest';
import { text, VARIANTS, wholeNumber } from './common/arguments/kinds';
import { mainOf } from './common/arguments/tool';
import { option, type Tool, type ValuesOf } from './common/arguments/types';
import { modelOptions } from './common/checkpoint/modelOptions';
import { openModel } from './common/checkpoint/openModel';
import { fromCaller } from './common/files';
import { blame } from './common/words';

const table = {
  ...modelOptions,
  inputSize: option(wholeNumber(), {
    ...{ value: 'N', help: 'side of the square that the model sees', otherwise: "the model's own" },
  }),
  out: option(text, {
    ...{ value: 'FILE.onnx', help: 'the file to write', needed: 'name the file to write, such as model.onnx' },
  }),
};

const tool: Tool<typeof table, undefined> = {
  script: 'export-onnx',
  does: [
    'Writes a ResNeSt with its weights as an ONNX file (opset 17).',
    'Without a checkpoint it writes the embedded model. What a checkpoint is shows in its tensors and in a config.json beside it; --model and --config say it better. The file takes `input`, float32 [N, 3, height, width] of any N, normalised as the model wants it, and gives `logits` [N, classes], or `embedding` [N, 2048] if the model has no classifier.',
  ],
  options: table,
  rest: undefined,
  notes: [VARIANTS],
};

export const main = mainOf(tool, write);

async function write({ out, inputSize: side, ...given }: ValuesOf<typeof table, undefined>): Promise<number> {
  const opened = await openModel(given);
  const { name, config: resolved, head, inputSize, stateDict } = opened;
  const [height, width] = side === undefined ? inputSize : [side, side];
  const chunks = await exportOnnx(buildResNeSt(resolved, head), stateDict, { name, inputSize: [height, width] });
  await writeFile(fromCaller(out), chunks).catch((error: unknown) => blame(out, error));
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  console.log(`Wrote ${out}: ${name} at ${height} x ${width}, ${(bytes / 1e6).toFixed(1)} MB.`);
  return 0;
}
