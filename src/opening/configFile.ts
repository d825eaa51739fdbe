/**
 * The config.json of a checkpoint: the caller's, or the one that lies beside its URL.
 */
import type { ClassifierOptions } from '../door';
import type { Wish } from '../identify';
import type { CheckpointFacts } from '../weights/checkpoint';
import { carrierOf } from '../weights/fetching/carrier';
import type { ConfigFile } from '../weights/known/configFile';
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
  if (configFile !== undefined) return read(configFile);
  const isUrl = weights !== undefined && carrierOf(weights)?.kind === 'url';
  if (!isUrl || typeof model === 'string' || knownCheckpoint(sha256)) return undefined;
  const { fetchConfigBeside } = await import('../weights/known/beside');
  const beside = await fetchConfigBeside(String(weights), signal);
  if (beside.note !== undefined) return { notes: [beside.note] };
  return beside.contents === undefined ? undefined : read(beside.contents);
}

/** Rejects with a ConfigError for the caller's own file where it cannot be right. */
export async function checkConfigFile({ configFile }: Pick<Wish, 'configFile'>): Promise<void> {
  if (configFile !== undefined) await read(configFile);
}

const read = async (contents: unknown): Promise<ConfigFile> =>
  (await import('../weights/known/configFile')).readConfigFile(contents);
