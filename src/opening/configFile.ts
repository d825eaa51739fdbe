/**
 * The config.json of a checkpoint: the caller's, or the one that lies beside its URL.
 */
import type { ClassifierOptions } from '../door';
import type { Wish } from '../identify';
import type { CheckpointFacts } from '../weights/checkpoint';
import { carrierOf } from '../weights/fetching/carrier';
import { fetchConfigBeside } from '../weights/known/beside';
import { type ConfigFile, readConfigFile } from '../weights/known/configFile';
import { knownCheckpoint } from '../weights/known/manifest';

/**
 * What the caller's config.json says, or else the one beside the checkpoint's URL. That one is asked for only where
 * nothing else says which model it is. Throws a ConfigError for a file that cannot be right, or the signal's reason.
 */
export async function configFileOf(
  { sha256 }: CheckpointFacts,
  { model, configFile }: Pick<Wish, 'model' | 'configFile'>,
  { weights, signal }: Pick<ClassifierOptions, 'weights' | 'signal'>,
): Promise<ConfigFile | undefined> {
  if (configFile !== undefined) return readConfigFile(configFile);
  const isUrl = weights !== undefined && carrierOf(weights)?.kind === 'url';
  if (!isUrl || typeof model === 'string' || knownCheckpoint(sha256)) return undefined;
  const beside = await fetchConfigBeside(String(weights), signal);
  if (beside.note !== undefined) return { notes: [beside.note] };
  return beside.contents === undefined ? undefined : readConfigFile(beside.contents);
}
