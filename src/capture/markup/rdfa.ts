import type { MarkupReader } from '../source.ts';
import { plainName, readAttributes } from './attributes.ts';

const VOCABULARY = /schema\.org/i;

/** RDFa Lite in the vocabulary of schema.org, stated by `vocab` or by a prefix. */
export const readRdfa: MarkupReader = (root) =>
  readAttributes(root, {
    scope: 'typeof',
    property: 'property',
    typesOf(element) {
      const types = (element.getAttribute('typeof') ?? '').trim().split(/\s+/);
      const vocabulary = element.closest('[vocab]')?.getAttribute('vocab') ?? '';
      const known = types.filter((type) =>
        VOCABULARY.test(type.includes(':') ? type.replace(/^schema:/, 'schema.org') : vocabulary),
      );
      return known.length > 0 ? known.map(plainName) : undefined;
    },
    idOf: (element) => element.getAttribute('resource') ?? element.getAttribute('about'),
  });
