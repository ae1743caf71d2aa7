/** What the WebGPU of a realm was asked for since it was watched, and the memory that its WebAssembly holds. */
export interface Counts {
  dispatches: number;
  submits: number;
  /** Buffers mapped for reading. */
  readbacks: number;
  /** Bytes of the buffers that were made and not destroyed. */
  gpuBytes: number;
  /** What its validation found wrong: WebGPU goes on, with zeros. */
  errors: string[];
}

/** Wraps WebGPU's own methods, before anybody uses them. */
export function watchGpu(): Counts {
  const counts: Counts = { dispatches: 0, submits: 0, readbacks: 0, gpuBytes: 0, errors: [] };
  if (typeof GPUQueue === 'undefined') return counts;
  const dispatched = () => void counts.dispatches++;
  wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', dispatched);
  wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', dispatched);
  wrap(GPUQueue.prototype, 'submit', () => void counts.submits++);
  wrap(GPUBuffer.prototype, 'mapAsync', (_, mode) => {
    if (mode === GPUMapMode.READ) counts.readbacks++;
  });
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function requested(descriptor) {
    const device = await request.call(this, descriptor);
    device.addEventListener('uncapturederror', ({ error }) => void counts.errors.push(error.message));
    return device;
  };
  const sizes = new WeakMap<object, number>();
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function created(descriptor) {
    const buffer = create.call(this, descriptor);
    sizes.set(buffer, descriptor.size);
    counts.gpuBytes += descriptor.size;
    return buffer;
  };
  wrap(GPUBuffer.prototype, 'destroy', (buffer) => {
    counts.gpuBytes -= sizes.get(buffer) ?? 0;
    sizes.delete(buffer);
  });
  return counts;
}

/** Memories of the WebAssembly instances made from now on. @returns their bytes when asked */
export function watchWasm(): () => number {
  const memories = new Set<WebAssembly.Memory>();
  const keep = (value: unknown) => {
    if (value instanceof WebAssembly.Memory) memories.add(value);
  };
  const note = (imports: WebAssembly.Imports | undefined, instance: WebAssembly.Instance) => {
    for (const module of Object.values(imports ?? {})) Object.values(module).forEach(keep);
    Object.values(instance.exports).forEach(keep);
  };
  const { instantiate, instantiateStreaming } = WebAssembly;
  const watched = <A extends unknown[]>(method: (...args: A) => Promise<unknown>) =>
    async function instantiated(...args: A) {
      const result = await method.apply(WebAssembly, args);
      const instance = (result as WebAssembly.WebAssemblyInstantiatedSource).instance ?? result;
      note(args[1] as WebAssembly.Imports | undefined, instance);
      return result;
    };
  Object.assign(WebAssembly, {
    instantiate: watched(instantiate as (...args: unknown[]) => Promise<unknown>),
    ...(instantiateStreaming && {
      instantiateStreaming: watched(instantiateStreaming as (...args: unknown[]) => Promise<unknown>),
    }),
  });
  return () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

/** Calls `before` in front of every call of a method. */
function wrap<P extends object, N extends keyof P>(
  prototype: P,
  name: N,
  before: (self: P, ...args: unknown[]) => void,
): void {
  const method = prototype[name] as (...args: unknown[]) => unknown;
  Object.assign(prototype, {
    [name](this: P, ...args: unknown[]) {
      before(this, ...args);
      return method.apply(this, args);
    },
  });
}
