/** Builds dist/resnest-webgpu.d.ts: the types of the public door in one file, which names nothing that is not installed. */
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from '../common/project';
import { NAME, writeWhole } from './library';

/** For Symbol.asyncDispose, which a consumer's default libraries lack. */
const banner = '/// <reference lib="esnext.disposable" />';

export async function buildTypes(): Promise<void> {
  const bundle = await rollup({
    input: join(root, 'src/index.ts'),
    plugins: [dts({ tsconfig: join(root, 'tsconfig.json') })],
    treeshake: { moduleSideEffects: false },
    onwarn: ({ code, message }) => {
      if (code !== 'UNUSED_EXTERNAL_IMPORT') throw new Error(`The types cannot be put into one file: ${message}`);
    },
  });
  const [{ code, imports }] = (await bundle.generate({ banner })).output;
  await bundle.close();
  if (imports.length > 0) throw new Error(`The types name ${imports.join(' and ')}, which nobody who uses them has.`);
  await writeWhole(`${NAME}.d.ts`, code);
}
