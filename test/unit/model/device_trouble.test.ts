import { expect, test } from 'vitest';
import { troubleOf } from '../../../src/model/backend/device_trouble.ts';

/** What of a device is listened to, and the two ways in which it goes wrong. */
function fakeDevice() {
  let lose: (info: { message: string }) => void = () => undefined;
  const lost = new Promise<{ message: string }>((resolve) => {
    lose = resolve;
  });
  const device = Object.assign(new EventTarget(), { lost });
  const fail = (message: string) =>
    device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: { message } }));
  return { device: device as unknown as GPUDevice, lose, fail };
}

test('a device that is lost is in trouble, and says why', async () => {
  const { device, lose } = fakeDevice();
  const trouble = troubleOf(device);

  lose({ message: 'driver reset' });

  expect(await trouble).toBe('driver reset');
});

test('so is one that is out of memory, since it goes on with zeros', async () => {
  const { device, lose, fail } = fakeDevice();
  const trouble = troubleOf(device);

  fail('out of memory');
  lose({ message: 'afterwards' });

  expect(await trouble).toBe('out of memory');
});

test('one that works is not', async () => {
  const { device } = fakeDevice();

  expect(await Promise.race([troubleOf(device), Promise.resolve('nothing yet')])).toBe('nothing yet');
});
