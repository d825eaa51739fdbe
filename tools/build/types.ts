/** Builds the types of the public doors, a file each, which name nothing that is not installed. */
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from '../common/project';
import { NAME, writeWhole } from './library';

/** For Symbol.asyncDispose, which a consumer's default libraries lack. */
const banner = '/// <reference lib="esnext.disposable" />';

const DOOR = join(root, 'src/index.ts');
const WORKER = join(root, 'src/worker/index.ts');

/** The modules of other files of types, as Node wants to read them. */
const MODULES: Readonly<Record<string, string>> = { [DOOR]: `./${NAME}.js`, [WORKER]: './worker.js' };

export async function buildTypes(): Promise<void> {
  await writeWhole(`${NAME}.d.ts`, await typesOf(DOOR, []));
  await writeWhole('worker.d.ts', await typesOf(WORKER, [DOOR]));
  await writeWhole('element.d.ts', await typesOf(join(root, 'src/element/index.ts'), [DOOR, WORKER]));
  await writeWhole('weights.d.ts', await typesOf(join(root, 'src/weightsUrl.ts'), []));
}

/** The types of an entry in one text; those of the sources `besides` are imported from their own files. */
async function typesOf(input: string, besides: readonly string[]): Promise<string> {
  const bundle = await rollup({
    input,
    external: (source, _, isResolved) => isResolved && besides.includes(source),
    plugins: [dts({ tsconfig: join(root, 'tsconfig.json') })],
    treeshake: { moduleSideEffects: false },
    onwarn: ({ code, message }) => {
      if (code !== 'UNUSED_EXTERNAL_IMPORT') throw new Error(`The types cannot be put into one file: ${message}`);
    },
  });
  const [{ code, imports }] = (await bundle.generate({ banner, paths: (id) => MODULES[id] ?? id })).output;
  await bundle.close();
  const unknown = imports.filter((name) => !besides.includes(name) && !besides.some((path) => MODULES[path] === name));
  if (unknown.length > 0) throw new Error(`The types name ${unknown.join(' and ')}, which nobody who uses them has.`);
  const [generic] = /\b\w+(8|16|32|64|Clamped)Array</.exec(code) ?? [];
  if (generic !== undefined)
    throw new Error(
      `The types say ${generic}...>, which TypeScript before 5.7 does not know; write the type of that value.`,
    );
  return code;
}
