/**
 * What the page tells of its own workings, in Chinese.
 */
import type { Numbers } from '../numbers';
import type { InsideTexts } from './inside.en';

export const insideIn = (n: Numbers): InsideTexts => ({
  input: '模型收到的画面',
  inputSaid: (height, width) => `网络收到的方框内容：${n.count(height)}×${n.count(width)} 个像素，放大显示，不作平滑。`,
  noPhoto: '请先选择一张照片。',
  start: '模型启动',
  fromCache: (isCached) => (isCached ? '来自这台设备' : '下载并解开'),
  run: '最近一次运算',
  device: '设备',
  adapter: '图形处理器',
  storage: '权重在其上的存放格式',
  memory: '占用的显存',
  ofWeights: (weights, rest) => `权重 ${n.megabytes(weights)}，运算 ${n.megabytes(rest)}`,
  kernels: '程序的选择',
  tuned: { default: '通常的选择', stored: '以前访问时调优', measured: '这次访问时调优' },
  losses: '图形处理器中断的次数',
  kept: '保存在这台设备上',
  used: (bytes) => n.megabytes(bytes),
  unknown: '不明',
  test: '自检',
  testSaid: '用已知的数把每个程序运行两遍，再与精确值比较。需要几秒钟。',
  testStart: '检查这块图形处理器',
  testing: '正在检查…',
  passed: '所有程序都算得对。',
  failed: '有的程序在这台设备上算错了。请附上这段文字告诉我们。',
  report: '报告',
  copy: '复制报告',
  copied: '已复制。',
  copyFailed: '浏览器不允许复制，请选中文字后自行复制。',
});
