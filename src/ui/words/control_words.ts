import type { Backend } from '../../contract/config.ts';
import type { WorkerStatus } from '../../contract/worker_api.ts';
import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const en = ({ place }: Nouns) => ({
  state: 'State',
  works: 'Everything works.',
  model: 'Model',
  models: {
    idle: 'not loaded, because nothing may be recorded',
    loading: 'loading',
    ready: 'ready',
    failed: 'could not be loaded',
  } satisfies Record<WorkerStatus['model'], string>,
  modelHash: 'Fingerprint of the model',
  codebookHash: 'Fingerprint of the public list',
  backend: 'Computes on',
  backends: {
    webgpu: 'the graphics processor (WebGPU)',
    wasm: 'the processor (WebAssembly)',
    cpu: 'the processor (plain JavaScript)',
  } satisfies Record<Backend, string>,
  details: 'Technical details',
  experiment: {
    title: 'Comparison',
    shown: (share: string) =>
      `To see what recommendations are worth, this ${place} shows none to ${share} of browsers, chosen by chance. This browser is shown them.`,
    heldOut: (share: string) =>
      `To see what recommendations are worth, this ${place} shows none to ${share} of browsers, chosen by chance. This browser is one of them.`,
    coin: `This ${place}'s own statistics are told which. The coin was tossed on this device and knows nothing about you.`,
  },
  storage: 'Stored on this device',
  used: (size: string) => `This origin uses ${size} here, the ${place}'s own data included.`,
  title: 'Delete',
});

export type ControlWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): ControlWords => ({
  state: '状态',
  works: '一切正常。',
  model: '模型',
  models: { idle: '未载入，因为不允许记录', loading: '正在载入', ready: '就绪', failed: '无法载入' },
  modelHash: '模型的指纹',
  codebookHash: '公开清单的指纹',
  backend: '计算方式',
  backends: {
    webgpu: '图形处理器（WebGPU）',
    wasm: '处理器（WebAssembly）',
    cpu: '处理器（纯 JavaScript）',
  },
  details: '技术细节',
  experiment: {
    title: '对照',
    shown: (share) =>
      `为了了解推荐的作用，${place}随机选出 ${share} 的浏览器，不向它们显示推荐。这个浏览器会显示推荐。`,
    heldOut: (share) =>
      `为了了解推荐的作用，${place}随机选出 ${share} 的浏览器，不向它们显示推荐。这个浏览器是其中之一。`,
    coin: `${place}自己的统计会得知属于哪一组。硬币是在这台设备上抛的，不含任何与你有关的信息。`,
  },
  storage: '保存在这台设备上的内容',
  used: (size) => `本站点在这里占用 ${size}，包括${place}自己的数据。`,
  title: '删除',
});

/** What the controls say beside their switches. */
export const controlWords: Spoken<ControlWords> = { en, zh };
