/** Tiles in the page. These functions see their argument and the page's globals, nothing of this file. */
import type * as Library from '../../../src/index';
import type { PageGlobals, SharedSource } from '../pageGlobals';

/** Begins to classify the tiles of an image. */
export async function beginTiles(from: SharedSource & { readonly options: Library.TilesOptions }): Promise<void> {
  const globals = globalThis as unknown as PageGlobals;
  const sheet = (await globals.readSource(from)) as Blob;
  globals.failure = undefined;
  globals.tiles = globals.classifier.classifyTiles(sheet, from.options);
}

/** The answers of about half a second; none at the end. Throws what ends it, after the answers before it. */
export async function nextTiles(): Promise<Library.TileAnswer[]> {
  const globals = globalThis as unknown as PageGlobals;
  if (globals.failure) throw globals.failure.error;
  const answers: Library.TileAnswer[] = [];
  const end = performance.now() + 500;
  while (answers.length === 0 || performance.now() < end) {
    try {
      const { done, value } = await globals.tiles.next();
      if (done) break;
      answers.push(value);
    } catch (error) {
      if (answers.length === 0) throw error;
      globals.failure = { error };
      break;
    }
  }
  return answers;
}
