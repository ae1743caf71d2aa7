import { afterEach, expect, test, vi } from 'vitest';
import { isRobot } from '../../../src/capture/robot.ts';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', false, true],
  ['Mozilla/5.0 (compatible; Baiduspider/2.0)', false, true],
  ['Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36', true, true],
  ['Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36', false, false],
  ['Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 7) Chrome/130.0 Mobile Safari/537.36', false, false],
])('%s, webdriver %s: a program is %s', (userAgent, webdriver, expected) => {
  vi.stubGlobal('navigator', { userAgent, webdriver });

  expect(isRobot()).toBe(expected);
});
