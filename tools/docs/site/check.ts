/** Opens the built site as readers do, and says what is wrong with it. */
import { type Browser, chromium, type Page } from 'playwright';
import { preview } from 'vite';
import { findBrowser } from '../../common/browser/findBrowser';
import { folderOf, GUIDES, LANGUAGES } from './pages';
import { site } from './stage';

/** Pages of every kind. */
const PAGES = [
  ...LANGUAGES.flatMap((language) =>
    ['index', 'errors', ...GUIDES.flatMap(({ names }) => names.map((name) => `guide/${name}`))].map(
      (page) => folderOf(language) + page,
    ),
  ),
  'reference/index',
  'reference/resnest-webgpu/interfaces/ClassifierOptions',
  ...['architecture', 'performance', 'decisions/index', 'changelog'],
];

/** A word that the search of each language must find. */
const WORDS = { en: 'onDeviceLost', zh: '显存' } as const;

/** A phone, and a desk with dark windows. */
const SCREENS = [
  { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
] as const;

/** What is wrong with the site in site/dist/, which was built for the path `base`: a line each. */
export async function faultsOfSite(base: string): Promise<readonly string[]> {
  const server = await preview({
    root: site,
    configFile: false,
    base,
    logLevel: 'silent',
    appType: 'mpa',
    preview: { host: 'localhost', port: 0, open: false },
  });
  const url = server.resolvedUrls?.local[0] ?? '';
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const faults = [];
    for (const screen of SCREENS) faults.push(...(await visitAll(browser, url, screen)));
    return [...new Set(faults)];
  } finally {
    await browser.close();
    await server.close();
  }
}

async function visitAll(browser: Browser, url: string, screen: (typeof SCREENS)[number]): Promise<readonly string[]> {
  const faults: string[] = [];
  const page = await browser.newPage(screen);
  let name = '';
  page.on('pageerror', ({ message }) => faults.push(`${name}: ${message}`));
  page.on('console', (line) => line.type() === 'error' && faults.push(`${name}: ${line.text()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      faults.push(`${name} asks for ${request.url()}`);
  });
  for (name of PAGES) {
    await page.goto(`${url}${name}.html`, { waitUntil: 'networkidle' });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) faults.push(`${name} is ${over} pixels wider than a screen of ${screen.viewport.width}`);
  }
  for (const language of LANGUAGES)
    if (!(await finds(page, url + folderOf(language), WORDS[language])))
      faults.push(`The search does not find ${WORDS[language]}.`);
  await page.close();
  return faults;
}

/** Whether the search of a language finds a word in a page that has it. */
async function finds(page: Page, folder: string, word: string): Promise<boolean> {
  await page.goto(`${folder}guide/start.html`, { waitUntil: 'networkidle' });
  await page.keyboard.press('Control+k');
  await page.locator('#localsearch-input').fill(word);
  const result = page.locator('.VPLocalSearchBox a.result').first();
  return result.waitFor({ timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}
