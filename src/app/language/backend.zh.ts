/**
 * What the page says where a model runs without a graphics processor, in Chinese.
 */
import type { BackendTexts } from './backend.en';

export const backend: BackendTexts = {
  without: '这个浏览器没有给页面可用的图形处理器，所以用 WebAssembly 计算。答案一样，只是慢一些。',
  emulated: '这个浏览器只是模拟图形处理器，所以页面用 WebAssembly 计算。答案与真正的图形处理器一样，只是慢一些。',
  anyway: '改用模拟的图形处理器',
  on: (adapter) => (adapter === undefined ? '在这台设备的图形处理器上' : `在 ${adapter} 上`),
  device: '计算方式',
  memory: '占用的内存',
  noTest: '自检检查的是图形处理器的程序。这个模型在 WebAssembly 中运行，那里没有这些程序。',
};
