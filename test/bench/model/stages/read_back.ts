import { quantile, timed } from '../../profile/times.ts';

/** Milliseconds of a copy to a buffer that can be read, its mapping, and the copy out of it. Medians. */
export interface ReadBackTimes {
  readonly bytes: number;
  readonly ms: number;
  readonly fewerBytes: number;
  readonly fewerMs: number;
  /** Median of what the longer one took beyond the shorter one beside it. */
  readonly differenceMs: number;
}

const WARM = 20;

/**
 * What a shorter read-back could save at most: buffers of both lengths, read back in turns, with nothing else to do; how
 * the few would be found costs nothing here.
 */
export async function measureReadBack(
  bytes: number,
  fewerBytes: number,
  rounds: number,
): Promise<ReadBackTimes> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter');
  const device = await adapter.requestDevice();
  const readerOf = (size: number) => {
    const source = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    return async () => {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, 0, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const found = staging.getMappedRange().slice(0);
      staging.unmap();
      return found;
    };
  };
  const [whole, part] = [readerOf(bytes), readerOf(fewerBytes)];
  const times: { whole: number; part: number }[] = [];
  for (let round = -WARM; round < rounds; round++) {
    const isWholeFirst = round % 2 === 0;
    const first = await timed(isWholeFirst ? whole : part);
    const second = await timed(isWholeFirst ? part : whole);
    const [all, few] = isWholeFirst ? [first, second] : [second, first];
    if (round >= 0) times.push({ whole: all.ms, part: few.ms });
  }
  device.destroy();
  const median = (of: (pair: (typeof times)[0]) => number) => quantile(times.map(of), 0.5);
  return {
    bytes,
    ms: median((pair) => pair.whole),
    fewerBytes,
    fewerMs: median((pair) => pair.part),
    differenceMs: median((pair) => pair.whole - pair.part),
  };
}
