/**
 * `npm run build`: the page, the ES module, its types and weights, all in dist/. `npm pack` asks for the `package` alone,
 * without the page.
 */
import { join } from 'node:path';
import { build } from 'vite';
import { buildLibrary, root, useProduction } from './build/library';
import { buildTypes } from './build/types';
import { copyWeights } from './build/copyWeights';

export async function main([part]: readonly string[]): Promise<number> {
  useProduction();
  if (part === 'package') {
    await copyWeights();
  } else {
    // Empties dist/ first, and copies the weights.
    await build({ root, configFile: join(root, 'vite.config.ts'), configLoader: 'runner', logLevel: 'warn' });
  }
  await Promise.all([buildLibrary(), buildTypes()]);
  console.log(`Built dist/: ${part === 'package' ? '' : 'the page, '}resnest-webgpu.js, its types and weights.`);
  return 0;
}
