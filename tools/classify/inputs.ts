/** From the arguments to the list of images, in order. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkReadable, fromCaller, sentence } from './files';

/** An image file to classify, or what is wrong with what was given in its place. */
export type Input = { readonly source: string } & ({ readonly path: string } | { readonly error: string });

const extensions = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'avif'];
const isImage = new RegExp(`\\.(${extensions.join('|')})$`, 'i');

/** The images that `given` paths name, in that order; a folder gives the images in it (not in its folders) by name. */
export const listInputs = async (given: readonly string[]): Promise<Input[]> =>
  (await Promise.all(given.map(expand))).flat();

async function expand(source: string): Promise<Input[]> {
  const path = fromCaller(source);
  try {
    if (!(await stat(path)).isDirectory()) {
      await checkReadable(path);
      return [{ source, path }];
    }
    const names = (await readdir(path)).filter((name) => isImage.test(name)).sort();
    if (names.length === 0) return [{ source, error: `no image is in this folder (${extensions.join(', ')})` }];
    return names.map((name) => ({ source: join(source, name), path: join(path, name) }));
  } catch (error) {
    return [{ source, error: sentence(error) }];
  }
}
