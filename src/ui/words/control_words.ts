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
  storage: '保存在这台设备上的内容',
  used: (size) => `本站点在这里占用 ${size}，包括${place}自己的数据。`,
  title: '删除',
});

/** What the controls say beside their switches. */
export const controlWords: Spoken<ControlWords> = { en, zh };
