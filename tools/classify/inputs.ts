/** From the arguments to the list of images, in order. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHidden, isPicture, leftOut, PICTURE_ENDINGS } from './endings';
import { checkReadable, childOf, type FilePath, fromCaller, nameOf } from '../common/files';
import type { Source } from './sources';
import { root } from '../common/project';
import { sentence } from '../common/words';

/** An image's path or a tensor, under the name that the caller gave it. */
export interface ReadableInput {
  readonly source: string;
  readonly content: Source;
}

/** Something to classify, what is wrong with what was given in its place, or what is said of a folder. */
export type Input =
  | ReadableInput
  | { readonly source: string; readonly error: string }
  | { readonly source: string; readonly note: string };

/**
 * The images that `given` paths name, in that order; a folder gives the images in it (not in its folders) by name, and
 * a note on its other files. One path after the other: a process may open few files at a time.
 */
export async function listInputs(given: readonly string[]): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const path of given) inputs.push(...(await expand(path, fromCaller(path))));
  return inputs;
}

/** The sample photos that come with the project. */
export const sampleInputs = async (): Promise<Input[]> =>
  (await expand('public/samples', join(root, 'public/samples'))).filter((input) => !('note' in input));

async function expand(source: string, path: string): Promise<Input[]> {
  try {
    if (!(await isFolder(path))) return [await checked(source, path)];
    const files = await filesIn(path);
    const pictures = files.filter(({ picture }) => picture);
    const others = leftOut(files.flatMap(({ picture, name }) => (picture ? [] : [name])));
    if (pictures.length === 0)
      return [
        { source, error: `no image is in this folder (${PICTURE_ENDINGS.join(', ')})${others ? `; ${others}` : ''}` },
      ];
    const inputs: Input[] = [];
    for (const file of pictures) inputs.push(await checked(join(source, file.name), file.path));
    return others ? [...inputs, { source, note: others }] : inputs;
  } catch (error) {
    return [{ source, error: sentence(error) }];
  }
}

interface FolderFile {
  readonly name: string;
  readonly path: FilePath;
  readonly picture: boolean;
}

/** The files of a folder that are not hidden, by name. */
async function filesIn(folder: string): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  for (const bytes of await readdir(folder, { encoding: 'buffer' })) {
    const text = bytes.toString(); // enough for its beginning and its ending, if not for a path
    const path = childOf(folder, bytes);
    if (isHidden(text) || (await isFolder(path).catch(() => false))) continue;
    files.push({ name: nameOf(bytes), path, picture: isPicture(text) });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isFolder = async (path: FilePath): Promise<boolean> => (await stat(path)).isDirectory();

const checked = (source: string, path: FilePath): Promise<Input> =>
  checkReadable(path).then(
    () => ({ source, content: path }),
    (error: unknown) => ({ source, error: sentence(error) }),
  );
