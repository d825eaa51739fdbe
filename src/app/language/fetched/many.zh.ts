/**
 * What the page says of many photos, in Chinese.
 */
import type { ManyTexts } from './many.en';
import { type Numbers, shortened } from '../numbers';

export const manyIn = (n: Numbers): ManyTexts => ({
  region: '许多照片',
  choose: '选择多张照片',
  folder: '选择文件夹',
  orDrop: '也可以把照片和文件夹拖放到页面任意处，或直接粘贴',
  empty: '你的照片会显示在这里，每张配上最可能的标签。可以筛选和排序，查找相似的照片，并把全部答案存为表格。',
  leftOut: (names) => `${n.listed(shortened(names, (count) => `另外 ${n.count(count)} 个文件`))}不是图片，没有处理。`,
  checkpoint: (name, beside) =>
    `${name} 不是图片，而是一个模型的权重文件。${beside.length > 0 ? `随它一起的有 ${n.listed(beside)}。` : ''}`,
  useCheckpoint: '加载为模型',
  nothing: '这里面没有图片。',
  ready: (done, all) => `已看 ${n.count(done)} 张，共 ${n.count(all)} 张`,
  readyAndLeft: (done, all, seconds) => `已看 ${n.count(done)} 张，共 ${n.count(all)} 张，还需 ${n.timeLeft(seconds)}`,
  waiting: (all) => `${n.count(all)} 张照片在等模型准备好`,
  done: (count) => `${n.count(count)} 张照片都看完了。`,
  stopped: (done, all) => `已停止，看了 ${n.count(all)} 张中的 ${n.count(done)} 张。`,
  stop: '停止',
  goOn: '继续',
  other: '现在使用的是另一个模型，这些答案来自之前的模型。',
  again: '用现在的模型重新看',
  clear: '全部移除',
  text: '搜索文件名和标签',
  label: '标签',
  allLabels: (count) => `全部 ${n.count(count)} 种标签`,
  counted: (label, count) => `${label}（${n.count(count)}）`,
  least: '把握不低于',
  sort: '排序',
  sorts: {
    order: '按加入的顺序',
    name: '按文件名',
    surest: '把握大的在前',
    'least sure': '把握小的在前',
    label: '按标签',
  },
  found: (count, all) =>
    count === all ? `共 ${n.count(all)} 张照片` : `${n.count(all)} 张照片中的 ${n.count(count)} 张`,
  grid: '照片和标签',
  findAlike: '查找与这张相似的照片',
  alike: (name) => `与 ${name} 最相似的照片`,
  alikeSaid: '数字是嵌入向量之间的余弦：1.00 表示在这个模型看来完全相同。',
  likeness: (cosine) => n.hundredth(cosine),
  open: '作为单张照片打开',
  showAll: '重新显示全部',
  byPhoto: '用一张照片搜索',
  comparing: (name) => `正在看 ${name}…`,
  comparesNot: '这个模型不给出嵌入向量，所以无法比较照片。',
  unread: (count) => `${n.count(count)} 张照片无法读取`,
  csv: '存为 CSV',
  json: '存为 JSON',
});
