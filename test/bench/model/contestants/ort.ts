import { BASIC_SLOTS } from '../../../../src/features/basic.ts';
import { GROUPS, type ModelInput, RELATION_SLOTS } from '../../../../src/features/model_input.ts';
import { onnxForward } from '../onnx/forward.ts';
import { ranked, type StartContestant } from '../task.ts';

/** What of onnxruntime-web is used; the package is installed beside the benchmark, not with it. */
interface Ort {
  readonly env: { readonly wasm: { numThreads: number; wasmPaths?: string } };
  readonly Tensor: new (
    type: 'int32' | 'float32',
    data: Int32Array | Float32Array,
    dims: readonly number[],
  ) => unknown;
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: readonly string[]; graphOptimizationLevel: 'all' },
    ): Promise<Session>;
  };
}

interface Session {
  run(feeds: Readonly<Record<string, unknown>>): Promise<Record<string, { readonly data: Float32Array }>>;
}

/**
 * onnxruntime-web on the same weights, its own optimisations on, one thread as all rows have.
 * @param script its module, relative to the assets
 */
export function startOrt(script: string, provider: 'wasm' | 'webgpu'): StartContestant {
  return async (task, assetsUrl) => {
    const ort = (await import(/* @vite-ignore */ assetsUrl + script)) as Ort;
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = assetsUrl;
    const session = await ort.InferenceSession.create(onnxForward(task), {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
    });
    return {
      async answer(input) {
        const { profile, history, scores } = await session.run(feedsOf(input, ort));
        const pass = { profile: profile!.data, history: history!.data, scores: scores!.data };
        return ranked(pass, input, task);
      },
    };
  };
}

function feedsOf(input: ModelInput, { Tensor }: Ort): Record<string, unknown> {
  const { T, M } = input;
  const ints = (data: Int32Array, ...dims: number[]) => new Tensor('int32', data, dims);
  const floats = (data: Float32Array, ...dims: number[]) => new Tensor('float32', data, dims);
  return {
    items: ints(input.items, T),
    kinds: ints(input.kinds, T),
    gaps: ints(input.gaps, T),
    mask: floats(input.mask, 1, T),
    tags: ints(input.tags, T),
    edges: ints(input.edges, T, M),
    edgeKinds: ints(input.edgeKinds, T, M),
    edgePriors: floats(input.edgePriors, T, M),
    basic: ints(input.basic.slice((T - 1) * BASIC_SLOTS), BASIC_SLOTS),
    relations: ints(input.relations, RELATION_SLOTS),
    present: floats(input.present.slice((T - 1) * GROUPS.length), GROUPS.length),
  };
}
