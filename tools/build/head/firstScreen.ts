/** Draws the page into index.html, so that it is seen before its JavaScript has come. */
import { resolve } from 'node:path';
import { type Plugin, runnerImport } from 'vite';
import type * as Prerender from '../../../src/app/prerender';
import { root } from '../../common/project';

const PLACE = '<div id="app"></div>';

/** Puts the first screen, as src/app draws it, in the place where the page comes to life. */
export function drawFirstScreen(): Plugin {
  return {
    name: 'first-screen',
    apply: 'build',
    transformIndexHtml: {
      order: 'post', // its addresses are of public/, and stay as they are
      async handler(html) {
        const { module } = await runnerImport<typeof Prerender>(resolve(root, 'src/app/prerender.tsx'), {
          root,
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
        });
        if (!html.includes(PLACE)) throw new Error(`index.html has no ${PLACE} for the first screen; put it back`);
        return html.replace(PLACE, () => PLACE.replace('><', () => `>${module.firstScreen()}<`));
      },
    },
  };
}
