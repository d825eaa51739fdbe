/**
 * The answers to the tiles of a sheet, to the last.
 */
import type { Classifier, ImageSource, TileAnswer, TilesOptions } from '../index';

/** Shows `look` each answer. */
export async function eachTile(
  classifier: Classifier,
  source: ImageSource,
  options: TilesOptions,
  look: (answer: TileAnswer) => unknown = () => undefined,
): Promise<void> {
  for await (const answer of classifier.classifyTiles(source, options)) look(answer);
}
