/**
 * Every sentence of the page in Chinese.
 */
import { backend } from './backend.zh';
import type { Texts } from './en';
import { addressIn, cameraIn } from './camera.zh';
import { checkpoint, failures } from './failures.zh';
import { modelsIn } from './models.zh';
import { numbersIn, shortened } from './numbers';
import { viewsIn } from './views.zh';

const n = numbersIn('zh-Hans', {
  seconds: (count) => `${count} 秒`,
  minutes: (count) => `${count} 分钟`,
  soon: '不到 10 秒',
});

/** How strongly a block decides, the strongest first. */
const DECIDES: readonly (readonly [least: number, words: string])[] = [
  [0.4, '取舍分明'],
  [0.15, '有所取舍'],
  [0, '各分支几乎等量混合'],
];

export const zh: Texts = {
  tag: 'zh-Hans',
  views: viewsIn(n),
  language: '语言',
  gap: '',
  close: '关闭',
  more: '详情',
  cancel: '取消',
  tryAgain: '重试',
  n,
  samples: {
    'coffee.jpg': '一杯浓缩咖啡',
    'lemon.png': '一个柠檬',
    'bison.png': '一头野牛',
    'elephant.png': '一头非洲象',
    'dromedary.png': '一峰单峰驼',
    'mantis.jpg': '一只螳螂',
    'orange.jpg': '一个酸橙',
  },
  places: [
    ['左上方', '上方', '右上方'],
    ['左侧', '中间', '右侧'],
    ['左下方', '下方', '右下方'],
  ],
  failures,
  checkpoint,
  photo: {
    region: '照片',
    choose: '选择照片',
    orDrop: '也可以拖放到页面任意处，或直接粘贴',
    drop: '松开即可',
    try: '手边没有照片？试试这些',
    leftOut: (names) =>
      `一次只看一张照片，${n.listed(shortened(names, (count) => `另外 ${n.count(count)} 个`))}没有处理。`,
    still: '这是一张动图。模型只看第一帧，也就是这里显示的画面。',
  },
  square: {
    name: '模型看到的方框',
    role: '可移动的方框',
    help: '方向键移动，加号和减号缩放，Home 键复原；照片很长时，Page Up 和 Page Down 键大步移动。',
    at: (across, down, part) =>
      `距左边 ${n.wholePercent(across)}，距上边 ${n.wholePercent(down)}，边长为短边的 ${n.wholePercent(part)}`,
    hint: '模型只看方框里面。可以拖动方框，或拖动它的一角。',
    touch: '模型只看方框里面。点一下它该看的地方，或拖动方框的一角。',
    smaller: '缩小方框',
    larger: '放大方框',
    usual: '恢复方框',
  },
  answer: {
    title: '答案',
    looking: '正在看…',
    empty: '选择一张照片，看看模型怎么说。',
    meanwhile: '可以先选照片，模型准备好后马上给出答案。',
    soon: '模型准备好后马上给出答案。',
    looks: '模型正在看照片。',
    long: '这次比平时久。大照片需要时间来解码和缩小。',
    again: (why) => `${why}正在重试。`,
    againIn: (why, ms) => `${why}${n.seconds(ms)}后重试。`,
    run: (ms, onDevice) => `仅模型运算：${n.milliseconds(ms)}，${onDevice}`,
    point: '指向一个标签，看看它来自照片的哪里。',
  },
  verdict: {
    sure: { before: '', after: '，相当肯定。' },
    probably: { before: '很可能是 ', after: '。' },
    perhaps: { before: '也许是 ', between: '，也许是 ', after: '。' },
    plain: { before: '', after: '。' },
    unknown: '我不认识这个。',
    nearest: (one, other) => `我觉得它最像 ${one} 或 ${other}。`,
    measured: (right, photos) =>
      `同样把握的答案，每 100 个有 ${n.count(right)} 个是对的（用 ${n.count(photos)} 张它认识的东西的照片测得）。`,
    foreign: '对不认识的东西，它也会给出一个名称。',
    chance: '在这个模型看来，所有类别的可能性几乎相同，所以这不算答案。它训练过吗？',
    unmeasured: '这个模型这样有把握时有多少是对的，这里没有测量过。',
  },
  why: {
    for: (label, place, part) => `${place}最支持 ${label}（${part}）。`,
    against: (place, part) => `${place}最反对它（${part}）。`,
    noneFor: (label) => `没有哪一处明显支持 ${label}。`,
    cells: (rows, columns) =>
      `网络的最后一层只有 ${n.count(rows)}×${n.count(columns)} 格，所以图上也不会更多。每格的数字是它在该类别得分中的一份。`,
    strength: '图层的浓淡',
    legendFor: '支持',
    legendAgainst: '反对',
    working: '正在计算它来自哪里…',
  },
  attention: {
    title: '分支注意力对这张照片做了什么',
    lead: (radix) =>
      `ResNeSt 把每个通道算 ${n.count(radix)} 次，称为分支，然后针对这张照片决定每个分支各取多少。下面每张小图是一个模块：每一列是一个通道，颜色是各分支所占的份额。`,
    gates: '这个网络只有一个分支：它针对这张照片决定每个通道放行多少。下面每张小图是一个模块，每一列是一个通道。',
    split: (index) => `分支 ${n.count(index)}`,
    block: (name, channels) => `${name}，${n.count(channels)} 个通道`,
    said: (strength, mostly, ofChannels) =>
      `${DECIDES.find(([least]) => strength >= least)?.[1] ?? ''}：${ofChannels} 的通道主要取自分支 ${n.count(mostly)}。`,
    gate: (mean) => `平均放行一个通道的 ${mean}。`,
    none: '这个网络没有分支注意力。',
    working: '正在读取各个模块…',
  },
  model: {
    title: '模型',
    embedded: (name, classes) => `自带的模型（${name}，${n.count(classes)} 类）`,
    own: '我自己的权重文件…',
    from: (variant, file) => `${variant}，来自 ${file}`,
    theModel: '模型',
    inUse: (name, parameters, bytes) => `正在使用：${name}，${n.large(parameters)}参数，${n.megabytes(bytes)}`,
    assumed: '文件没有说明，因此按惯例认定的',
    network: '网络',
    fileTells: '由文件决定',
    checkpoint: (suffixes) => `权重文件（${suffixes}）`,
    labels: '标签，如果有的话（JSON 列表，或每行一个）',
    config: '它的 config.json，如果有的话',
    load: '加载这个模型',
    opening: (name) => `正在打开${name ?? '模型'}`,
    fetching: (parts) => `正在下载模型：${parts.join('，')}`,
    ofTotal: (loaded, total) => `${n.megabytes(loaded)}${total === undefined ? '' : `，共 ${n.megabytes(total)}`}`,
    rate: (bytes) => `每秒 ${n.megabytes(bytes)}`,
    silent: '目前没有数据传来',
    left: (seconds) => `还需 ${n.timeLeft(seconds)}`,
    unpacking: (share) => `正在解开模型：${share}`,
    compiling: '正在准备模型，可能需要几秒钟',
    tuning: (share) => `正在寻找最快的算法：${share}`,
  },
  backend,
  models: modelsIn(n),
  camera: cameraIn(n),
  address: addressIn(),
  knows: {
    open: (classes) => `它认识 ${n.count(classes)} 种东西`,
    title: '这个模型知道什么',
    lead: (classes) => `它只认识 ${n.count(classes)} 种东西，别的都不认识。无论给它看什么，它都用其中一种来回答。`,
    search: '搜索类别',
    list: '类别',
    found: (count, all) => (count === all ? `共 ${n.count(all)} 类` : `${n.count(all)} 类中的 ${n.count(count)} 类`),
    unnamed: '这个模型没有给类别命名。',
    accuracy: '有多少答对',
    top1: (percent) => `ImageNet 验证照片的 ${percent}，由作者公布`,
    measured: (right, photos, percent) =>
      `${n.count(photos)} 张没有用于训练的验证照片答对 ${n.count(right)} 张：${percent}`,
    unknown: '这个文件的情况不明',
    table: '把握有多大，答对有多少',
    sure: '它的把握',
    right: '答对',
    photos: '照片数',
    range: (from, to) => `${from} 至 ${to}`,
    doubt: (percent) => `低于 ${percent} 时，页面会说“我不认识这个”。`,
    trained: '训练用的照片',
    trainedOn: 'Tiny ImageNet：10 万张 64×64 像素的照片',
    imagenet: 'ImageNet-1k',
    licence: '权重的许可证',
    source: '来源',
    sourceOf: (name) => `${name} 的来源`,
    ownSource: '为本页面训练',
    sees: '它看到的',
    pixels: (height, width) => `方框的 ${n.count(height)}×${n.count(width)} 个像素`,
    size: '大小',
    parameters: (count, bytes) => `${n.large(count)}参数，${n.megabytes(bytes)}`,
  },
  inside: { open: '幕后', title: '幕后' },
  offline: {
    unknown: '',
    works: '页面和模型都已保存在这台设备上，没有网络也能用。',
    'no space': '没有网络时不能用：这台设备的空间不够，存不下模型。',
    'not kept': '没有网络时不能用：这个浏览器没有保存页面和模型。',
    'no longer': '现在没有网络时不能用：模型已不在这台设备上。重新加载页面即可再次保存。',
  },
  version: { ready: '新版本已准备好。', reload: '重新加载', later: '以后再说' },
  footer: {
    private: '你的照片不会离开这台设备，一切都在这里计算。',
    method: ['方法出自张航等人的论文 ', 'ResNeSt: Split-Attention Networks', '。'],
    samples: '示例照片的作者',
    by: (title, author, licence) => `${title}：${author}（${licence}）`,
    licences: ['', '示例照片的许可证', '全文。'],
  },
};
