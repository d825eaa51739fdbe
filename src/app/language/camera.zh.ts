/**
 * What the page says of cameras and of addresses, in Chinese.
 */
import type { AddressTexts, CameraTexts } from './camera.en';
import type { Numbers } from './numbers';

export const cameraIn = (n: Numbers): CameraTexts => ({
  open: '使用摄像头',
  region: '摄像头',
  picture: '摄像头看到的画面',
  asking: '浏览器会问你是否允许本页面使用摄像头。',
  hint: '模型只看方框里面。画面不会离开这台设备。',
  muted: '摄像头暂时没有画面：它的开关、系统或别的程序把画面挡住了。',
  which: '选择摄像头',
  unnamed: (number) => `摄像头 ${n.count(number)}`,
  keep: '保留这一帧',
  keepWhy: '保留一帧，就能看到答案有多大把握、来自哪里、为什么。',
  stop: '关闭摄像头',
  leave: '返回照片',
  answers: '实时答案',
  rate: (rate, runMs, onDevice) =>
    `每秒 ${n.tenth(rate)} 帧${runMs === undefined ? '' : `，其中一次运算 ${n.milliseconds(runMs)}`}，${onDevice}`,
  file: '摄像头.png',
});

export const addressIn = (): AddressTexts => ({
  open: '从网址获取',
  field: '图片的网址',
  fetch: '获取',
  fetching: (host) => `正在从 ${host} 获取…`,
});
