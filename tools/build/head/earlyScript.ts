/** Puts the script that chooses the page's language into the head of index.html, where it runs before anything is drawn. */
import { createHash } from 'node:crypto';
import { minify, type Plugin, type Rolldown } from 'vite';
import { bundle } from '../library';

const ENTRY = 'src/app/language/choosing/early.ts';

/** The modules that hold the sentences of other languages than the first. */
const SENTENCES = /\/src\/app\/language\/([a-z]+)\.ts$/;

/** Before the style sheet, for which a script would wait. */
const PLACE = '<title>';

const POLICY = "script-src 'self'";

/** The script that holds a language's sentences, by the language. */
type Parts = Readonly<Record<string, string>>;

export function addEarlyScript(): Plugin {
  return {
    name: 'early-script',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle: built }) {
        const script = await scriptWith(partsIn(built ?? {}));
        const digest = createHash('sha256').update(script).digest('base64');
        for (const part of [PLACE, POLICY])
          if (!html.includes(part)) throw new Error(`index.html has no ${part} for the early script; put it back`);
        return html
          .replace(POLICY, () => `${POLICY} 'sha256-${digest}'`)
          .replace(PLACE, () => `<script>${script}</script>\n    ${PLACE}`);
      },
    },
  };
}

function partsIn(built: Rolldown.OutputBundle): Parts {
  const found = Object.values(built).flatMap((part) => {
    const [, language] = (part.type === 'chunk' && SENTENCES.exec(part.facadeModuleId ?? '')) || [];
    return language === undefined ? [] : [[language, `./${part.fileName}`] as const];
  });
  return Object.fromEntries(found);
}

async function scriptWith(parts: Parts): Promise<string> {
  const [{ code }] = await bundle(ENTRY, 'early');
  const whole = `(() => {${code.replace('PARTS', () => JSON.stringify(parts))}})()`; // its names are its own
  const { code: dense } = await minify('early.js', whole);
  return dense.trim();
}
