/** `<resnest-classifier>` of the built module, in pages as people write them. */
import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../tools/common/project';

/** No inline script, no inline style, no blob:, no eval. */
const POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self'";

/** What the element told, and what the browser forbade. */
interface Heard {
  readonly events: string[];
  readonly violations: string[];
}

declare global {
  var heard: Heard;
}

/** Opens `body` as a page of the strict policy; `script` runs before the element is defined. */
async function openPage(page: Page, body: string, script = ''): Promise<void> {
  const listen = `globalThis.heard = { events: [], violations: [] };
addEventListener('securitypolicyviolation', ({ violatedDirective }) => heard.violations.push(violatedDirective));
for (const type of ['load', 'progress', 'result', 'error'])
  document.addEventListener(type, ({ target, detail }) => {
    if (target.localName !== 'resnest-classifier' || type === 'progress' && heard.events.at(-1)?.startsWith('progress')) return;
    const more = { result: () => ': ' + detail.classes[0]?.label, error: () => ': ' + detail.error.code }[type];
    heard.events.push(type + (more?.() ?? ''));
  }, true);
${script}
await import('./element.js');`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8" /><title>element</title>
<link rel="icon" href="/samples/lemon.png" /><body>${body}<script type="module" src="/own.js"></script></body></html>`;
  await page.route('**/own.js', (route) => route.fulfill({ contentType: 'text/javascript', body: listen }));
  await page.route('**/own.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: html, headers: { 'content-security-policy': POLICY } }),
  );
  await page.goto('/own.html');
  await page.waitForFunction(() => customElements.get('resnest-classifier') !== undefined);
}

const heard = (page: Page): Promise<Heard> => page.evaluate(() => globalThis.heard);

const sample = (file: string): string => join(root, 'public/samples', file);

test('photos of the page: by src and by <img>, one worker, moved, removed, styled, upgraded late', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  const body = `<div><resnest-classifier id="one" src="/samples/lemon.png" alt="A fruit"></resnest-classifier></div>
<resnest-classifier id="two" top-k="2"><img src="/samples/bison.png" alt="An animal" /></resnest-classifier>`;
  await openPage(page, body, `document.querySelector('#one').topK = 3;`);
  const [one, two] = [page.locator('#one'), page.locator('#two')];
  await expect(one.locator('li')).toHaveCount(3);
  await expect(one.locator('li').first()).toHaveText(/^lemon\s*\d+\.\d%$/);
  await expect(two.locator('li').first()).toHaveText(/^bison/);
  await expect(two.locator('li')).toHaveCount(2);
  await expect(one.getByRole('img')).toHaveAccessibleName('A fruit');
  await expect(one.getByRole('status')).toHaveText(/^Result: lemon \d+\.\d%, /);
  await expect(one.getByLabel('Choose a photo')).toBeHidden(); // the page gives the photo
  expect(page.workers()).toHaveLength(1);
  const { events, violations } = await heard(page);
  expect(new Set(events)).toEqual(new Set(['progress', 'load', 'result: lemon', 'result: bison']));
  expect(violations).toEqual([]);

  const found = await page.evaluate(async () => {
    const one = document.querySelector<HTMLElementTagNameMap['resnest-classifier']>('#one');
    if (!one) throw new Error('it is gone');
    const before = { state: one.state, matches: one.matches(':state(done)'), topK: one.getAttribute('top-k') };
    document.body.append(one); // moved
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { result } = one;
    const shared = (await one.load()) === (await document.querySelector('resnest-classifier')?.load());
    one.src = '/samples/orange.jpg';
    await new Promise((resolve) => one.addEventListener('result', resolve, { once: true }));
    return { before, kept: result?.[0]?.label, shared, after: one.result?.[0]?.label };
  });
  expect(found).toEqual({
    before: { state: 'done', matches: true, topK: '3' },
    kept: 'lemon',
    shared: true,
    after: 'orange',
  });
  expect(page.workers()).toHaveLength(1);
  const atOnce = await page.evaluate(async () => {
    const element = document.createElement('resnest-classifier');
    const results: string[] = [];
    element.addEventListener('result', ({ detail }) => results.push(detail.classes[0]?.label ?? ''));
    const photo = await (await fetch('/samples/coffee.jpg')).blob();
    document.body.append(element);
    const [best] = await element.classify(photo);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [best?.label, ...results];
  });
  expect(atOnce).toEqual(['espresso', 'espresso']);
  // The last element takes the worker along, a little later.
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('resnest-classifier')) element.remove();
  });
  expect(page.workers()).toHaveLength(1);
  await expect.poll(() => page.workers().length).toBe(0);
  expect(complaints).toEqual([]);
});

test('photos that people give: chosen, dropped, pasted; keyboard, forms, errors in words', async ({ page }) => {
  const body = `<form><resnest-classifier name="thing" required top-k="1" text-loading="Moment" text-hint="or drop it">
<b slot="pick">Pick one</b></resnest-classifier><button>Send</button></form>`;
  await openPage(page, body);
  const element = page.locator('resnest-classifier');
  const input = element.locator('input');
  const best = element.locator('li .label');
  const sent = (): Promise<unknown> =>
    page.evaluate(() => {
      const [form] = document.forms;
      return form && [form.checkValidity(), new FormData(form).get('thing')];
    });
  expect(await sent()).toEqual([false, null]);
  await expect(input).toHaveAccessibleName('Pick one or drop it');
  await page.keyboard.press('Tab');
  await expect(input).toBeFocused();
  await input.setInputFiles(sample('lemon.png'));
  await expect(element.getByRole('status')).toHaveText(/^(Moment|Looking at the photo…)$/);
  await expect(best).toHaveText('lemon');
  await expect(element.getByRole('img')).toHaveAccessibleName('lemon.png');
  expect(await sent()).toEqual([true, 'lemon']);

  /** Does with files what a person does, one at once after the other. */
  const give = async (...gifts: (readonly [kind: 'paste' | 'drop', file: string, type: string])[]): Promise<void> => {
    const read = async ([kind, file, type]: (typeof gifts)[number]) =>
      ({ kind, type, bytes: [...(await readFile(sample(file)))] }) as const;
    await element.evaluate(
      (target, given) => {
        for (const { kind, type, bytes } of given) {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], 'given', { type }));
          const how = { bubbles: true, cancelable: true, composed: true };
          const dropped = (name: string): DragEvent => new DragEvent(name, { ...how, dataTransfer: data });
          if (kind === 'paste') target.dispatchEvent(new ClipboardEvent('paste', { ...how, clipboardData: data }));
          else if (target.dispatchEvent(dropped('dragover'))) throw new Error('nothing may be dropped');
          else if (!target.matches(':state(dropping)')) throw new Error('nobody sees where to drop it');
          else target.dispatchEvent(dropped('drop'));
        }
      },
      await Promise.all(gifts.map(read)),
    );
  };
  await give(['paste', 'orange.jpg', 'image/jpeg']);
  await expect(best).toHaveText('orange');
  await give(['drop', 'bison.png', 'image/png']);
  await expect(best).toHaveText('bison');
  // Of two photos the newer one is answered.
  await give(['drop', 'elephant.png', 'image/png'], ['paste', 'lemon.png', 'image/png']);
  await expect(best).toHaveText('lemon');
  expect((await heard(page)).events.filter((event) => event.startsWith('result'))).not.toContain(
    'result: African elephant',
  );

  await give(['drop', 'LICENSES.md', 'text/markdown']);
  await expect(element.getByRole('alert')).toHaveText(/^given .*\.$|given/);
  await expect(best).toBeHidden();
  expect(await sent()).toEqual([false, null]);
  expect((await heard(page)).events.at(-1)).toBe('error: unsupported');
  await page.evaluate(() => document.forms[0]?.reset());
  await expect(element.getByRole('alert')).toBeHidden();
  expect(await element.evaluate((found: HTMLElementTagNameMap['resnest-classifier']) => found.state)).toBe('ready');

  await element.evaluate((found) => found.setAttribute('disabled', ''));
  await expect(input).toBeDisabled();
  expect((await heard(page)).violations).toEqual([]);
});

test('models: in the page, lazily, with labels of a file; what is wrong is said and told', async ({ page }) => {
  const labels = { en: Array.from({ length: 200 }, (_, i) => `class ${i}`), de: Array(200).fill('Klasse') };
  await page.route('**/labels.json', (route) => route.fulfill({ json: labels }));
  let downloads = 0;
  page.on('request', (request) => (downloads += Number(request.url().endsWith('.safetensors'))));
  const body = `<svg height="5000"></svg><resnest-classifier in="page" loading="lazy" labels="/labels.json" language="de"
  src="/samples/lemon.png" text-error="Ach: {message}"></resnest-classifier>`;
  await openPage(page, body);
  const element = page.locator('resnest-classifier');
  await page.waitForTimeout(300);
  expect(downloads).toBe(0);
  await element.scrollIntoViewIfNeeded();
  await expect(element.locator('li').first()).toHaveText(/^Klasse\s*\d+,\d\s%$/);
  expect(page.workers()).toHaveLength(0);

  /** What the element says when an attribute has this value. */
  const saying = async (name: string, value: string): Promise<string> => {
    await element.evaluate((found, [name, value]) => found.setAttribute(name, value), [name, value] as const);
    await expect(element.getByRole('alert')).toBeVisible();
    const text = (await element.getByRole('alert').textContent()) ?? '';
    await element.evaluate((found, name) => found.removeAttribute(name), name);
    await expect(element.getByRole('alert')).toBeHidden();
    return text;
  };
  expect(await saying('top-k', 'many')).toMatch(/^Ach: topK is NaN/);
  expect(await saying('model', 'resnest51')).toMatch(/^Ach: .*resnest51/);
  expect(await saying('in', 'cellar')).toBe('Ach: the attribute in must be worker or page, not "cellar"');
  expect(await saying('loading', 'later')).toMatch(/must be eager or lazy or photo/);
  expect(await saying('labels', '/none.json')).toMatch(/"\/none.json" is no JSON/);
  expect((await heard(page)).events.filter((event) => event.startsWith('error'))).toEqual([
    'error: option',
    'error: model',
    'error: option',
    'error: option',
    'error: option',
  ]);
  const wrong = [{ loading: 'later' }, { options: 5 }, { options: { signal: {} } }, { options: { onProgress: 1 } }];
  const said = await page.evaluate(async (wrong) => {
    const elements = wrong.map((given) => Object.assign(document.createElement('resnest-classifier'), given));
    for (const each of elements) each.src = '/samples/lemon.png';
    document.body.append(...elements);
    await new Promise((resolve) => setTimeout(resolve, 500)); // their photos have come
    const thrown = elements.slice(1).map((each) => each.load().catch(({ code }: { code?: string }) => code));
    for (const each of elements) each.remove();
    return [...elements.map(({ error }) => error?.message), (await Promise.all(thrown)).join()];
  }, wrong);
  expect(said).toEqual([
    'the attribute loading must be eager or lazy or photo, not "later"',
    "options must be an object, such as { storage: 'f16' }, not 5",
    'options of an element have no signal; remove the element to end its start',
    "options of an element have no onProgress; listen to its 'progress' events",
    'option,option,option',
  ]);
  await element.evaluate((found) => found.setAttribute('src', '/samples/none.png'));
  await expect(element.getByRole('alert')).toHaveText(/none\.png could not be loaded/);
  const calls = await element.evaluate(async (found: HTMLElementTagNameMap['resnest-classifier']) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 9, height: 9 });
    canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
    const outcome = (call: Promise<unknown>): Promise<unknown> =>
      call.catch(({ name, code }: Error & { code: string }) => [name, code]);
    const abort = new AbortController();
    const aborted = outcome(found.classify(canvas, { signal: abort.signal }));
    abort.abort();
    return [
      await aborted,
      ((await found.classify(canvas, { topK: 2 })) as unknown[]).length,
      await outcome(found.classify('no photo' as unknown as Blob)),
      await outcome(found.classify(canvas, { signal: {} as AbortSignal })),
      await outcome(found.classify(canvas, null as unknown as undefined)),
      await outcome(found.classify([canvas] as unknown as Blob)),
      found.state,
      // Attributes that change meanwhile hold for what is shown in the end.
      await (async () => {
        const shown = new Promise((resolve) =>
          found.addEventListener('result', ({ detail }) => detail.classes.length === 3 && resolve('three')),
        );
        const first = found.classify(canvas);
        await new Promise((resolve) => setTimeout(resolve));
        found.topK = 3;
        return [(await first).length, await shown, found.result?.length];
      })(),
    ];
  });
  expect(calls).toEqual([
    ['AbortError', 20],
    2,
    ['ImageError', 'source'],
    ['ConfigError', 'option'],
    ['ConfigError', 'option'],
    ['ImageError', 'source'],
    'failed',
    [5, 'three', 3],
  ]);
  expect((await heard(page)).violations).toEqual([]);
});
