/** From the arguments to the list of images, in order. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../build/library';
import { checkReadable, fromCaller, sentence } from './files';
import type { Source } from './page';

/** An image's path or a tensor, under the name that the caller gave it. */
export interface ReadableInput {
  readonly source: string;
  readonly content: Source;
}

/** Something to classify, or what is wrong with what was given in its place. */
export type Input = ReadableInput | { readonly source: string; readonly error: string };

const extensions = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'avif'];
const isImage = new RegExp(`\\.(${extensions.join('|')})$`, 'i');

/** The images that `given` paths name, in that order; a folder gives the images in it (not in its folders) by name. */
export const listInputs = async (given: readonly string[]): Promise<Input[]> =>
  (await Promise.all(given.map((path) => expand(path, fromCaller(path))))).flat();

/** The sample photos that come with the project. */
export const sampleInputs = (): Promise<Input[]> => expand('public/samples', join(root, 'public/samples'));

async function expand(source: string, path: string): Promise<Input[]> {
  try {
    if (!(await isFolder(path))) return [await checked(source, path)];
    const names = (await readdir(path)).filter((name) => isImage.test(name)).sort();
    const inputs: Input[] = [];
    for (const name of names)
      if (!(await isFolder(join(path, name)).catch(() => false)))
        inputs.push(await checked(join(source, name), join(path, name)));
    return inputs.length > 0 ? inputs : [{ source, error: `no image is in this folder (${extensions.join(', ')})` }];
  } catch (error) {
    return [{ source, error: sentence(error) }];
  }
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path)).isDirectory();

const checked = (source: string, path: string): Promise<Input> =>
  checkReadable(path).then(
    () => ({ source, content: path }),
    (error: unknown) => ({ source, error: sentence(error) }),
  );
