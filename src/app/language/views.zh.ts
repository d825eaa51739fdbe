/**
 * The names of the page's views, and what each is for, in Chinese.
 */
import type { Numbers } from './numbers';
import type { ViewsTexts } from './views.en';

export const viewsIn = (n: Numbers): ViewsTexts => ({
  label: '视图',
  one: {
    name: '一张照片',
    title: '照片里有什么？',
    lead: (classes) =>
      `一个小型神经网络就在你的浏览器里作答。它认识 ${n.count(classes)} 种东西，这些东西的照片大约能认对一半。`,
  },
  compare: {
    name: '两个模型',
    title: '两个模型各怎么看？',
    lead: () => '让另一个模型也在你的浏览器里看同一张照片，它的答案会显示在正在使用的模型旁边。',
  },
  many: {
    name: '许多照片',
    title: '这些照片里都有什么？',
    lead: () => '选择一个文件夹，或一次选择许多照片。它们会在你的浏览器里逐张查看，没有一张会离开这台设备。',
  },
  teach: {
    name: '教它认',
    title: '教它认你自己的东西',
    lead: () =>
      '给两个或更多类别取名，每类给它大约二十张照片。模型几秒钟就能学会区分，一切都在你的浏览器里进行，没有一张照片会离开这台设备。',
  },
});
