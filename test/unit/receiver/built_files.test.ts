import { expect, test } from 'vitest';
import { filesOf, RELEASE_FOLDER, TEST_FOLDER } from '../../../scripts/bundle.ts';

test.each([RELEASE_FOLDER, TEST_FOLDER])('shop and receiver can both be started with %s/ alone', (folder) => {
  const names = filesOf(folder).map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['inkling.js', 'inkling-dashboard.js']));
});
