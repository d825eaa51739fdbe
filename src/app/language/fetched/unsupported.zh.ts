/**
 * What the page says where neither WebGPU nor WebAssembly works, in Chinese.
 */
import type { UnsupportedTexts } from './unsupported.en';

export const unsupportedIn = (): UnsupportedTexts => ({
  title: '这个页面在这里还不能用',
  computes: '它通过 WebGPU 在你的图形处理器上计算，没有时改用 WebAssembly，但在这里两种都不行。',
  insecure: ['页面是通过不安全的连接打开的，浏览器在这种情况下不提供 WebGPU。', '请用以 https 开头的地址打开。'],
  without: ['这个浏览器没有 WebGPU，或者把它关闭了。', '请用下面的浏览器之一打开本页面。'],
  blocked: [
    '这个浏览器有 WebGPU，但没有找到可用的图形处理器。',
    '请在浏览器设置中打开硬件加速（或图形加速），然后重新启动浏览器。',
  ],
  browsers: [
    'Chrome 或 Edge 113 及以上，在电脑上，或在 Android 12 及以上',
    'Safari 26 及以上，在 Mac、iPhone 或 iPad 上',
    'Firefox：Windows 上 141 及以上，搭载 Apple 芯片的 Mac 上 145 及以上',
  ],
  acceleration: '每种浏览器都需要打开硬件加速，通常本来就是打开的。',
});
