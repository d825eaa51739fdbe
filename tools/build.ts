/** `npm run build`: the page, the ES module and its types, all in dist/. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { buildLibrary, dist, root, useProduction } from './build/library';

export async function main(): Promise<number> {
  useProduction();
  await build({ root, configFile: join(root, 'vite.config.ts'), configLoader: 'runner', logLevel: 'warn' }); // empties dist/ first
  await Promise.all([buildLibrary(), buildTypes()]);
  console.log('Built dist/: the page, resnest-webgpu.js and types/.');
  return 0;
}

async function buildTypes(): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', join(root, 'tsconfig.types.json')]).catch(
    (error: { stdout?: string }) => {
      throw new Error(`The types do not compile:\n${error.stdout ?? String(error)}`);
    },
  );
  const types = join(dist, 'types');
  for (const name of await readdir(types, { recursive: true }))
    if (name.endsWith('.d.ts')) await nameExtensions(join(types, name));
  // For Symbol.asyncDispose, which a consumer's default libraries lack.
  const index = join(types, 'index.d.ts');
  await writeFile(index, `/// <reference lib="esnext.disposable" />\n${await readFile(index, 'utf8')}`);
}

/** Writes './tensor' as './tensor.js', without which a consumer's TypeScript finds nothing in Node's resolution. */
async function nameExtensions(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const named = text.replace(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\2/g, (_, before, quote, path) => {
    const isFile = existsSync(join(dirname(file), `${path}.d.ts`));
    return `${before}${quote}${path}${isFile ? '.js' : '/index.js'}${quote}`;
  });
  await writeFile(file, named);
}
