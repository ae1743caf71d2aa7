// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { readPage } from '../../../src/markup.ts';

const page = (...nodes: object[]): void => {
  document.head.innerHTML = nodes
    .map((node) => `<script type="application/ld+json">${JSON.stringify(node)}</script>`)
    .join('');
};
const ARTICLE = {
  '@type': 'NewsArticle',
  headline: 'The last tram',
  mainEntityOfPage: { '@id': 'https://site.example/cities/last-tram' },
  articleSection: ['Cities', 'Night'],
  author: [{ '@type': 'Person', name: 'Ines Marlow' }],
  publisher: { '@type': 'Organization', name: 'Lantern' },
  image: { '@type': 'ImageObject', url: '/pic/tram.jpg' },
};
const COURSE = {
  '@type': 'Course',
  name: 'Honest charts',
  url: 'https://site.example/data/honest-charts',
  provider: { '@type': 'Organization', name: 'Northgate Studio' },
  about: { '@type': 'Thing', name: 'Data' },
  offers: { price: '26', priceCurrency: 'USD' },
};
const FILM = { '@type': 'VideoObject', name: 'A film', thumbnailUrl: '/pic/film.jpg' };
const PRODUCT = { '@type': 'Product', sku: 'A1', name: 'Soap' };
const namesOf = (wanted?: 'shop' | 'content' | 'course') => readPage(wanted).items.map(({ name }) => name);

beforeEach(() => {
  location.href = 'https://site.example/cities/last-tram?ref=mail';
});

describe('markup', () => {
  test('an article has its headline, section and author', () => {
    page(ARTICLE);

    expect(readPage()).toMatchObject({ preset: 'content', isStatedHere: true });
    expect(readPage().main).toEqual({
      id: '/cities/last-tram',
      name: 'The last tram',
      brand: 'Ines Marlow',
      category: ['Cities'],
      url: '/cities/last-tram',
      image: 'https://site.example/pic/tram.jpg',
      preset: 'content',
    });
  });

  test('a course has its subject, who teaches it and its price', () => {
    page(COURSE);

    expect(readPage().main).toEqual({
      id: '/data/honest-charts',
      name: 'Honest charts',
      brand: 'Northgate Studio',
      category: ['Data'],
      price: 26,
      currency: 'USD',
      url: '/data/honest-charts',
      preset: 'course',
    });
  });

  test.each([
    'Article',
    'BlogPosting',
    'SocialMediaPosting',
    'DiscussionForumPosting',
    'https://schema.org/TechArticle',
  ])('%s is content', (type) => {
    page({ '@type': type, headline: 'A', url: '/a' });

    expect(readPage().main).toMatchObject({ id: '/a', preset: 'content' });
  });

  test('a film stands for itself where it is all that there is', () => {
    page(FILM);

    expect(readPage().main).toMatchObject({ name: 'A film', image: 'https://site.example/pic/film.jpg' });
  });

  test.each(['WebPage', 'JobPosting', 'Organization', 'Recipe', 'Discourse'])('%s is no item', (type) => {
    page({ '@type': type, name: 'A', url: '/a' });

    expect(readPage()).toEqual({ items: [], preset: undefined });
  });

  test('without a word of the site a page of several is of the shop first, then of the school', () => {
    page(PRODUCT, ARTICLE, FILM, COURSE);
    expect(namesOf()).toEqual(['Soap']);

    page(ARTICLE, FILM, COURSE);
    expect(namesOf()).toEqual(['Honest charts']);

    page(ARTICLE, FILM);
    expect(readPage().main!.name).toBe('The last tram');
  });

  test('what the site offers is read, whatever else is there', () => {
    page(PRODUCT, ARTICLE, COURSE);

    expect(namesOf('shop')).toEqual(['Soap']);
    expect(namesOf('content')).toEqual(['The last tram']);
    expect(namesOf('course')).toEqual(['Honest charts']);
  });

  test('a product keeps to what is said of products', () => {
    page({ ...PRODUCT, headline: 'Best soap', author: 'Somebody', articleSection: 'News' });

    expect(readPage().main).toEqual({ id: 'A1', name: 'Soap', url: '/cities/last-tram' });
  });

  test('a list tells of its articles, and is about none of them', () => {
    page({ '@type': 'ItemList', itemListElement: [{ '@type': 'ListItem', item: ARTICLE }] });

    expect(namesOf()).toEqual(['The last tram']);
    expect(readPage().main).toBeUndefined();
  });
});
