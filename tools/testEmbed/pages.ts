/** What the projects that embed the package are written with. */

/** The photo that every page classifies, and the right answer. */
export const PHOTO = { file: 'lemon.png', label: 'lemon' } as const;

/** The embedded model's file. */
export const WEIGHTS = 'resnest26_2s1x32d.safetensors';

/** Classifies the photo; the page's query has the options, over `defaults`. */
const script = ({
  from = 'resnest-webgpu',
  imports = '',
  defaults = '',
}: Partial<Record<'from' | 'imports' | 'defaults', string>>): string =>
  `import { createClassifier } from '${from}';
${imports}
async function answer() {
  const classifier = await createClassifier({ ${defaults} ...Object.fromEntries(new URLSearchParams(location.search)) });
  const photo = await (await fetch('/${PHOTO.file}')).blob();
  const [best] = await classifier.classify(photo);
  await classifier.dispose();
  return { label: best.label };
}

answer()
  .catch((error) => ({ error: error.name + ': ' + error.message }))
  .then((outcome) => { globalThis.outcome = outcome; });
`;

export const SCRIPT = script({});

/** The same with the work in a worker. */
export const WORKER_SCRIPT = script({ from: 'resnest-webgpu/worker' });

/** The same by the element, whose import has no name; the page's query has the attributes. */
export const ELEMENT_SCRIPT = `import 'resnest-webgpu/element';

const element = document.createElement('resnest-classifier');
for (const [name, value] of new URLSearchParams(location.search)) element.setAttribute(name, value);
element.src = '/${PHOTO.file}';
element.addEventListener('result', ({ detail }) => { globalThis.outcome = { label: detail.classes[0].label }; });
element.addEventListener('error', ({ detail: { error } }) => {
  const isShown = element.shadowRoot.textContent.includes(error.message);
  globalThis.outcome = { error: isShown ? error.name + ': ' + error.message : 'it shows no error' };
});
document.body.append(element);
`;

/** What a person does where a bundler leaves a file behind: what the error says, and what the page is then told. */
export const HELPS = {
  weights: { error: `weights: '/${WEIGHTS}'`, query: `?weights=/${WEIGHTS}` },
  worker: { error: "worker: '/dist/worker-thread.js'", query: '?worker=/dist/worker-thread.js' },
} as const;

/** The file that a bundler may leave behind. */
export type Help = keyof typeof HELPS;

/** Imports the weights as a file; `query` is what the bundler wants behind the name. */
export const importingScript = (query = ''): string =>
  script({ imports: `import weights from 'resnest-webgpu/weights/${WEIGHTS}${query}';\n`, defaults: 'weights,' });

/** Asks whether WebGPU is there, and no more. */
export const SUPPORT_SCRIPT = `import { isSupported } from 'resnest-webgpu';
isSupported().then((supported) => console.log(supported));
`;

/** A page with a script, a module or a classic one; `head` goes before it. */
export const page = (src: string, { type = 'module', head = '' } = {}): string =>
  `<!doctype html><meta charset="utf-8" /><link rel="icon" href="data:," />${head}<script type="${type}" src="${src}" defer></script>`;

/** A React component as README shows it: StrictMode mounts it twice, and the first start is aborted. */
export const REACT = `import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createClassifier } from 'resnest-webgpu';

let starts = 0;

function Answer() {
  const [label, setLabel] = useState('…');
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const starting = createClassifier({ signal });
    starts += 1;
    const answer = async () => {
      const photo = await (await fetch('/${PHOTO.file}', { signal })).blob();
      const [best] = await (await starting).classify(photo, { signal });
      setLabel(best.label);
      globalThis.outcome = starts === 2 ? { label: best.label } : { error: 'it was mounted once' };
    };
    answer().catch((error) => {
      if (!signal.aborted) globalThis.outcome = { error: error.name + ': ' + error.message };
    });
    return () => {
      leaving.abort();
      starting.then((classifier) => classifier.dispose(), () => undefined);
    };
  }, []);
  return label;
}

createRoot(document.querySelector('#root')).render(<StrictMode><Answer /></StrictMode>);
`;

/** A page of Next.js; it is rendered on the server first. */
export const NEXT_PAGE = `'use client';
import { useEffect } from 'react';
${SCRIPT.replace('answer()\n', 'const start = () => answer()\n')}
export default function Page() {
  useEffect(() => { start(); }, []);
  return <p>…</p>;
}
`;

export const NEXT_LAYOUT = `export default function Layout({ children }) {
  return <html><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;
}
`;
