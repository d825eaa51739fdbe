import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { checkConfigFile } from './configFile';

test.each(['x', null, {}])('%j is no config.json, which shows before anything is fetched', async (configFile) => {
  await expect(checkConfigFile({ configFile })).rejects.toThrow(ConfigError);
});

test('none, and one with the original’s keywords, are right', async () => {
  await checkConfigFile({});
  await checkConfigFile({ configFile: { layers: [1, 1, 1, 1] } });
});
