import { describe, expect, test } from 'vitest';
import { parseRelation, RELATION_KINDS } from '../../../src/contract/relation.ts';

const AT = 1_700_000_000_000;

describe('a request to relate', () => {
  test.each(RELATION_KINDS)('of kind %s is a relation, of kind and target alone', (kind) => {
    expect(parseRelation({ kind, target: ' Lux ', at: 1, note: 'x' }, AT)).toEqual({
      kind,
      target: 'Lux',
      at: AT,
    });
  });

  test('turned off is an unfollow where somebody was followed, else the end of the relation', () => {
    expect(parseRelation({ kind: 'follow_person', target: 'Ada', on: false }, AT)).toEqual({
      kind: 'unfollow',
      tokens: ['Ada'],
      at: AT,
    });
    expect(parseRelation({ kind: 'review_read', target: 17, on: false }, AT)).toEqual({
      kind: 'review_read',
      target: '17',
      at: AT,
      off: true,
    });
  });

  test.each([
    ['no object', 'follow', 'relation is string'],
    ['an unknown kind', { kind: 'friend', target: 'a' }, 'kind must be one of follow_brand'],
    ['no target', { kind: 'follow_brand' }, 'target is missing'],
    ['an endless target', { kind: 'follow_brand', target: 'x'.repeat(257) }, 'at most 256'],
  ])('with %s says what was expected', (_what, given, message) => {
    expect(() => parseRelation(given, AT)).toThrow(message);
  });
});
