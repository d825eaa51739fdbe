/** Writes the checkpoint that `taught.py` loads: the embedded model with a seeded head, as the page saves a taught one. */
import { readFile, writeFile } from 'node:fs/promises';
import { checkpointWithHead } from '../../../src/opening/checkpointWithHead';
import { seededHead } from '../../../src/testing/seededHead';

export async function main([path = '']: readonly string[]): Promise<void> {
  const weights = await readFile('weights/resnest26_2s1x32d.safetensors');
  const file = await checkpointWithHead({ weights }, seededHead(5));
  await writeFile(path, new Uint8Array(await file.arrayBuffer()));
}
