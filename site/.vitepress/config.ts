/** The site's menus and languages. Its pages are collected by tools/docs/site/stage.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { folderOf, GUIDES, type Language } from '../../tools/docs/site/pages';

const pages = join(import.meta.dirname, '../.cache/pages');

/** The first heading of a page. */
function titleOf(page: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(pages, page), 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${page} has no title.`);
  return title.replaceAll('`', '');
}

const link = (page: string): DefaultTheme.SidebarItem => ({
  text: titleOf(page),
  link: `/${page.replace(/(index)?\.md$/, '')}`,
});

/** The guides of a language, by groups. */
const guides = (language: Language): DefaultTheme.SidebarItem[] =>
  GUIDES.map(({ group, names }) => ({
    text: group[language],
    items: names.map((name) => link(`${folderOf(language)}guide/${name}.md`)),
  }));

/** What is of the project, not of its use; English only. */
const project: DefaultTheme.SidebarItem[] = [
  { text: 'Measured', items: [link('performance.md'), link('engines.md')] },
  { text: 'How it works', items: ['architecture.md', 'shaders.md', 'decisions/index.md'].map(link) },
  { text: 'The project', items: ['contributing.md', 'security.md', 'changelog.md'].map(link) },
];

const reference = JSON.parse(
  readFileSync(join(pages, 'reference/typedoc-sidebar.json'), 'utf8'),
) as DefaultTheme.SidebarItem[];

/** Each language's bar at the top. */
const NAV: Readonly<Record<Language, readonly [guide: string, errors: string, reference: string, project: string]>> = {
  en: ['Guide', 'Errors', 'Reference', 'Performance and decisions'],
  zh: ['指南', '错误代码', 'API 参考（英文）', '性能与设计决策（英文）'],
};

function nav(language: Language): DefaultTheme.NavItem[] {
  const [guide, errors, api, more] = NAV[language];
  const folder = folderOf(language);
  return [
    { text: guide, link: `/${folder}guide/start`, activeMatch: `^/${folder}guide/` },
    { text: errors, link: `/${folder}errors` },
    { text: api, link: '/reference/', activeMatch: '^/reference/' },
    { text: more, link: '/performance', activeMatch: '^/(performance|engines|decisions|architecture)' },
  ];
}

export default defineConfig({
  title: 'resnest-webgpu',
  description: 'ResNeSt on WebGPU: image classification and embeddings in the browser',
  srcDir: '.cache/pages',
  cacheDir: '.cache/vite',
  outDir: 'dist',
  cleanUrls: false, // any server of files finds the pages
  markdown: { image: { lazyLoading: true } },
  vite: { build: { chunkSizeWarningLimit: 2000 } }, // the index of the search, which comes when somebody searches
  // An address in `head` would not follow the base of the site.
  transformHead: ({ siteData }) => [['link', { rel: 'icon', type: 'image/svg+xml', href: `${siteData.base}icon.svg` }]],
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: {
        nav: nav('en'),
        sidebar: { '/guide/': guides('en'), '/errors': guides('en'), '/reference/': reference, '/': project },
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '在浏览器里用 WebGPU 运行 ResNeSt：图像分类与图像向量',
      themeConfig: {
        nav: nav('zh'),
        sidebar: { '/zh/': guides('zh') },
        outline: { label: '本页内容' },
        docFooter: { prev: '上一篇', next: '下一篇' },
        darkModeSwitchLabel: '外观',
        lightModeSwitchTitle: '切换到浅色模式',
        darkModeSwitchTitle: '切换到深色模式',
        sidebarMenuLabel: '菜单',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '切换语言',
        skipToContentLabel: '跳到正文',
      },
    },
  },
  themeConfig: {
    outline: [2, 3],
    // Pages of the project and the reference have no Chinese form; this runs in the reader's browser.
    i18nRouting: (_, { data: { relativePath } }, language) => {
      const page = relativePath.replace(/^zh\//, '');
      const folder = language === 'root' ? '/' : `/${language}/`;
      return /^(guide\/.*|errors)\.md$/.test(page) ? folder + page.replace(/\.md$/, '.html') : folder;
    },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // Chinese has no spaces between words; this runs here and in the reader's browser.
          options: {
            tokenize: (text) =>
              Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(text), ({ segment, isWordLike }) =>
                isWordLike === true ? segment : '',
              ).filter((word) => word !== ''),
          },
        },
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
              modal: {
                displayDetails: '显示详细列表',
                resetButtonTitle: '清空',
                backButtonTitle: '关闭搜索',
                noResultsText: '没有找到',
                footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
  },
});
