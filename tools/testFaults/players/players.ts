/** How each trouble is made: by a player for each place where it may be. */
import type { Trouble, TroubleAt } from '../rows/row';
import type { Stage } from '../stage';
import type { Scene } from './scene';
import { playClosedPage, playTabs } from './pages';
import { playDevice } from './device';
import { playLargeFile, playSoak } from './long';
import { playQuota, playServer, playStorage } from './starts';

export const players: { readonly [At in Trouble['at']]: (stage: Stage, trouble: TroubleAt<At>) => Promise<Scene> } = {
  server: playServer,
  storage: playStorage,
  quota: playQuota,
  'closed page': playClosedPage,
  device: playDevice,
  tabs: playTabs,
  'large file': playLargeFile,
  soak: playSoak,
};
