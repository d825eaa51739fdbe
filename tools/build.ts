/** `npm run build`: the page, the ES module, its types and weights, all in dist/. */
import { join } from 'node:path';
import { build } from 'vite';
import { copyWeights } from './build/copyWeights';
import { buildLibrary, useProduction } from './build/library';
import { moduleSize, sizeLine } from './build/sizeBudget';
import { buildTypes } from './build/types';
import { mainOf } from './common/arguments/tool';
import { flag, type Tool } from './common/arguments/types';
import { root } from './common/project';

const table = { package: flag('only what npm packs: without the page') };

const tool: Tool<typeof table, undefined> = {
  script: 'build',
  does: ['Builds dist/: the page, the ES module resnest-webgpu.js, its types and the weights.'],
  options: table,
  rest: undefined,
};

export const main = mainOf(tool, async ({ package: isPackage }) => {
  useProduction();
  if (isPackage) {
    await copyWeights();
  } else {
    // Empties dist/ first, and copies the weights.
    await build({ root, configFile: join(root, 'vite.config.ts'), configLoader: 'runner', logLevel: 'warn' });
  }
  await Promise.all([buildLibrary(), buildTypes()]);
  console.log(`Built dist/: ${isPackage ? '' : 'the page, '}resnest-webgpu.js, its types and weights.`);
  console.log(sizeLine(await moduleSize()));
  return 0;
});
