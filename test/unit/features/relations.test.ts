import { expect, test } from 'vitest';
import type { Relation } from '../../../src/contract/relation.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { relationRows, relationsOf } from '../../../src/features/relations.ts';
import { interaction, SMALL_CATALOGUE, START } from '../../support/builders.ts';

const targets = (relations: readonly Relation[]) => relations.map(({ target }) => target);

test('interactions alone tell who is still followed, latest first', () => {
  const history = [
    interaction('follow', undefined, { tokens: ['Alder'] }),
    interaction('follow', undefined, { tokens: ['Birch'] }),
    interaction('follow', undefined, { tokens: ['Cedar'], notMe: true }),
    interaction('unfollow', undefined, { tokens: ['Alder'] }),
    interaction('follow', undefined, { tokens: ['Elm'] }),
  ];

  expect(targets(relationsOf(history))).toEqual(['Elm', 'Birch']);
});

test('a follow that was recorded and one that was related are the same relation', () => {
  const [at, later] = [START + 1, START + 2];
  const followed = interaction('follow', undefined, { tokens: ['Alder'], at });
  const related: Relation = { kind: 'follow_brand', target: 'Alder', at: later };
  const unfollowed = interaction('unfollow', undefined, { tokens: ['Alder'], at: later });

  expect(relationsOf([followed], [related])).toEqual([related]);
  expect(relationsOf([unfollowed], [{ ...related, kind: 'follow_seller', at }])).toEqual([]);
  // In the same millisecond the follow is the answer to the unfollow.
  expect(relationsOf([unfollowed], [related])).toEqual([related]);
});

test('what the model knows of relations are brands by name and items by any of their ids', () => {
  const index = indexCatalogue(SMALL_CATALOGUE, {
    neighbours: new Int32Array(),
    weights: new Float32Array(),
  });
  const rows = relationRows(
    [
      { kind: 'follow_seller', target: 'birch', at: START },
      { kind: 'review_read', target: 'p1', at: START },
      { kind: 'shared_wishlist', target: 'pan-1', at: START },
      { kind: 'follow_person', target: 'pan-2', at: START },
    ],
    index,
  );

  expect(rows).toEqual([index.brandRow('Birch'), 1]);
});
