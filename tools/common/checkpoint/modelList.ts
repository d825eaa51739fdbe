/** The models that have a name, as a table for people. */
import { parameterCount } from '../../../src/model/parameters';
import { buildResNeSt } from '../../../src/model/resnest';
import { variantNamed, variants } from '../../../src/model/variants';
import { publishedModels } from '../../../src/weights/known/published';
import { alignedTable } from '../table';

const HEAD = ['name', 'architecture', 'million parameters', 'input', 'top-1', 'licence', 'from'];

/** Every known checkpoint, and all architectures. */
export function modelList(): string {
  const rows = publishedModels.map(({ name, model, top1, license, url }) => {
    const { config, inputSize } = variantNamed(model);
    const millions = (parameterCount(buildResNeSt(config)) / 1e6).toFixed(1);
    const from = url === undefined ? 'comes along' : new URL(url).host;
    return [name, model, millions, String(inputSize), top1?.toFixed(2) ?? '-', license, from];
  });
  const names = variants.map(({ name }) => name).join(', ');
  return [...alignedTable(HEAD, rows), '', `Architectures, for --weights: ${names}`].join('\n');
}
