import { Type } from 'typebox';
import { EXAMPLE_SITE as SITE } from './openapi_examples.ts';

/** Of models/demo, which has a catalogue. */
export const EXAMPLE_RANKED_CODEBOOK = '5b0bfa9177011adcef1cca3a881d04b32cea0b65fde451acafd89f15a18d67bc';

export const RowParams = Type.Object({
  site: Type.String({ examples: [SITE] }),
  codebook: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of the codebook’s file, hex.',
    examples: [EXAMPLE_RANKED_CODEBOOK],
  }),
  row: Type.Integer({ minimum: 0, maximum: 31, description: 'Row of the codebook.', examples: [3] }),
});

export const RecommendationsQuery = Type.Object(
  {
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'How many; 24 if absent.' })),
  },
  { additionalProperties: false, examples: [{}, { count: 2 }] },
);

export const RecommendationsAnswer = Type.Object(
  {
    site: Type.String(),
    codebook: Type.String(),
    row: Type.Integer(),
    model: Type.String(),
    name: Type.Record(Type.String(), Type.String()),
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        brand: Type.Optional(Type.String()),
        category: Type.Optional(Type.Array(Type.String())),
        price: Type.Optional(Type.Number()),
        currency: Type.Optional(Type.String()),
        url: Type.Optional(Type.String()),
        image: Type.Optional(Type.String()),
        inStock: Type.Boolean(),
        score: Type.Number({ description: 'Dot product of the item with the row at unit length.' }),
        isPinned: Type.Boolean({ description: 'Whether a rule put it there.' }),
      }),
    ),
  },
  {
    examples: [
      {
        ...{ site: SITE, codebook: EXAMPLE_RANKED_CODEBOOK, row: 3, model: 'demo', name: { en: 'Garden' } },
        items: [
          {
            ...{
              id: 'i42',
              name: 'Watering can',
              brand: 'Ferry',
              category: ['Garden', 'Watering'],
              price: 24.9,
            },
            ...{ currency: 'EUR', url: '/i/42', inStock: true, score: 0.83, isPinned: false },
          },
        ],
      },
    ],
  },
);

export const RankBody = Type.Object({
  items: Type.Array(Type.String(), { minItems: 1, maxItems: 1_000, description: 'Ids or aliases.' }),
});

export const RankAnswer = Type.Object(
  {
    row: Type.Integer(),
    items: Type.Array(Type.Object({ id: Type.String(), score: Type.Number() }), {
      description: 'Best first.',
    }),
    unknown: Type.Array(Type.String(), { description: 'Ids that the catalogue does not have.' }),
    excluded: Type.Array(Type.String(), { description: 'Items that a rule keeps out.' }),
  },
  { examples: [{ row: 3, items: [{ id: 'i42', score: 0.83 }], unknown: ['i9'], excluded: [] }] },
);
