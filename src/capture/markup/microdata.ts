import type { MarkupReader } from '../source.ts';
import { plainName, readAttributes } from './attributes.ts';
import { looseTrail } from './trail.ts';

const VOCABULARY = /schema\.org/i;

/** Microdata of schema.org with its itemref, and the breadcrumbs of data-vocabulary.org, its predecessor. */
export const readMicrodata: MarkupReader = (root) => [
  ...readAttributes(root, {
    scope: 'itemscope',
    property: 'itemprop',
    typesOf(element) {
      const type = element.getAttribute('itemtype') ?? '';
      return VOCABULARY.test(type) ? type.trim().split(/\s+/).map(plainName) : undefined;
    },
    idOf: (element) => element.getAttribute('itemid'),
    elsewhere: (element) =>
      (element.getAttribute('itemref') ?? '')
        .split(/\s+/)
        .flatMap((id) => (id ? (root.querySelector(`[id="${CSS.escape(id)}"]`) ?? []) : [])),
  }),
  ...looseTrail([...root.querySelectorAll('[itemtype*="data-vocabulary.org/Breadcrumb" i]')]),
];
