import { expect, test } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import { toInklingError } from '../../../src/page/handle.ts';

// inkling-host.js brings a class of its own: what it throws is none of ours, and keeps its code all the same.
test('an error of another file keeps code and message, and becomes one of the page’s own class', () => {
  const theirs = Object.assign(new Error('it did not come'), {
    name: 'InklingError',
    code: 'file-unavailable',
  });

  const ours = toInklingError(theirs);

  expect(ours).toBeInstanceOf(InklingError);
  expect(ours).toMatchObject({ code: 'file-unavailable', message: 'it did not come', cause: theirs });
  expect(toInklingError(ours)).toBe(ours);
  expect(toInklingError(new TypeError('x')).code).toBe('internal');
});
