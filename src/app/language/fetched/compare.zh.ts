/**
 * What the page says of two models on one photo, in Chinese.
 */
import type { CompareTexts } from './compare.en';
import type { Numbers } from '../numbers';

export const compareIn = (n: Numbers): CompareTexts => ({
  region: '两个模型',
  first: '正在使用的模型',
  second: '另一个模型',
  why: '它和正在使用的模型看同一张照片：从下面选一个，或者把权重文件拖到这里。只有在你要求时才会下载，离开这里后就不再占用内存。',
  choose: '选择模型',
  kept: '保存在这台设备上',
  others: '由作者公布',
  isKept: '已保存在这台设备上',
  start: '开始比较',
  startWith: (size) => `下载并比较（${size}）`,
  other: '换一个模型',
  sees: (height, width) => `看 ${n.count(height)}×${n.count(width)} 个像素`,
  noPhoto: '选择一张照片，两个模型都会作答。',
  same: (label) => `两个模型的首选都是 ${label}。`,
  different: (one, other) => `一个模型首选 ${one}，另一个首选 ${other}。`,
  part: (name) => `${name} 看到的部分`,
  partSaid: '这是它看到的部分，另一个模型看到的部分不同。',
  link: '指向这次比较的链接',
  end: '结束比较',
});
