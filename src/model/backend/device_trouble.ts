/**
 * Resolves with the reason once what a device computes can no longer be trusted: it is lost, it is out of memory, or it
 * refused what it was given. After such an error WebGPU goes on and leaves zeros where results should be.
 */
export function troubleOf(device: Pick<GPUDevice, 'lost' | 'addEventListener'>): Promise<string> {
  return new Promise((resolve) => {
    void device.lost.then(({ message }) => resolve(message));
    device.addEventListener('uncapturederror', ({ error }) => resolve(error.message));
  });
}
