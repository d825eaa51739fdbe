/**
 * What the page says of published models, and of those that are kept on the device, in Chinese.
 */
import type { ModelsTexts } from './models.en';
import type { Numbers } from './numbers';

export const modelsIn = (n: Numbers): ModelsTexts => ({
  published: '作者公布的模型…',
  lead: '它们都用 ImageNet-1k 训练，能说出其中的 1,000 类。页面只下载你加载的那一个，并把它保存在这台设备上。',
  fetched: '由本页面下载',
  byHand: '需要自己下载',
  byHandWhy: '这些文件的服务器不允许网页读取。请先下载，再把文件拖放到本页面任意处。',
  top1: (percent) => `ImageNet 验证照片答对 ${percent}`,
  input: (side) => `看 ${n.count(side)}×${n.count(side)} 个像素`,
  size: (bytes) => n.megabytes(bytes),
  about: (bytes) => `约 ${n.aboutMegabytes(bytes)}`,
  load: '加载',
  loadNamed: (name) => `加载 ${name}`,
  inUse: '正在使用',
  loading: '正在加载…',
  download: (file) => `下载 ${file}`,
  leftOut: (names) => `拖放的文件中没有用到：${names}。`,
  link: '指向这个模型的链接',
  linkToBoth: '指向这个模型和照片的链接',
  kept: '保存在这台设备上',
  keptSaid: (count, bytes) =>
    count === 0 ? '这台设备上没有保存模型。' : `${n.count(count)} 个模型，${n.megabytes(bytes)}`,
  unnamed: '没有名称的模型',
  since: (bytes, written, used) => `${n.megabytes(bytes)}，保存于 ${n.day(written)}，上次使用 ${n.day(used)}`,
  unfinished: (loaded, bytes) => `${n.megabytes(bytes)} 中的 ${n.megabytes(loaded)}；再次加载时会接着下载`,
  remove: '删除',
  removeNamed: (name) => `删除 ${name}`,
  removeAll: '全部删除',
  used: (bytes) => `浏览器一共为本页面保存了 ${n.megabytes(bytes)}。`,
  persist: '请浏览器一直保留',
  persisted: '设备空间不足时，浏览器也会保留它们。',
  mayGo: '设备空间不足时，浏览器可能会删除它们。',
  refused: '浏览器没有同意：设备空间不足时，它可能会删除它们。',
});
