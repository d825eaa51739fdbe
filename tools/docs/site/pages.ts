/** Which files of the project become pages of the site, and where. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../common/project';

/** The languages of the guides, the site's own first. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The folder of a language's pages, in docs/ and on the site. */
export const folderOf = (language: Language): string => (language === 'en' ? '' : `${language}/`);

/** The guides in the order of the sidebar, by the name of their file in docs/guide/; groups are named by each language. */
export const GUIDES = [
  { group: { en: 'First steps', zh: '入门' }, names: ['start', 'bundlers', 'limits', 'fallback'] },
  { group: { en: 'Models', zh: '模型' }, names: ['models', 'checkpoints', 'labels', 'teaching'] },
  { group: { en: 'Photos and video', zh: '图片与视频' }, names: ['photos', 'camera', 'maps', 'search'] },
  { group: { en: 'In production', zh: '上线' }, names: ['worker', 'element', 'offline', 'memory', 'tuning'] },
  { group: { en: 'Servers and policies', zh: '部署与安全策略' }, names: ['hosting', 'csp'] },
  { group: { en: 'With other libraries', zh: '与其他库共用' }, names: ['three'] },
  { group: { en: 'When it fails', zh: '出错时' }, names: ['troubleshooting'] },
] as const;

/** Pages that lie elsewhere than on the site, by their path in the project. */
const MOVED: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': 'architecture.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
  'shaders/README.md': 'shaders.md',
};

/** Pages that the site has in another form: who links to them is led there. */
const REPLACED: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'docs/embedding.md': 'guide/start.md',
};

/** The place of each file on the site, by its path in the project; pictures among them. */
export async function readPages(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(join(root, 'docs'), { recursive: true })).filter((name) => /\.(md|svg)$/.test(name));
  const docs = files.map((name) => name.replaceAll('\\', '/')).filter((name) => !(`docs/${name}` in REPLACED));
  return new Map([...docs.sort().map((name) => [`docs/${name}`, name] as const), ...Object.entries(MOVED)]);
}

/** Where a link to a file of the project leads on the site; undefined for what the site lacks. */
export const placeOf = (pages: ReadonlyMap<string, string>, file: string): string | undefined =>
  pages.get(file) ?? REPLACED[file];
