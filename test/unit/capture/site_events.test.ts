// @vitest-environment happy-dom
import { afterEach, describe, expect, test } from 'vitest';
import { readSiteEvent, siteEvents } from '../../../src/capture/site_events.ts';
import type { PageAbout } from '../../../src/capture/source.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';

const COURSE: PageAbout = { preset: 'course', itemId: '/honest-charts', isItem: (id) => id === '/piano' };
const read = (entry: unknown, about: PageAbout = COURSE) => readSiteEvent(entry, about, 7);

describe('an event of GA4', () => {
  test.each([
    [{ event: 'tutorial_begin' }, { kind: 'start', itemId: '/honest-charts' }],
    [{ event: 'tutorial_complete' }, { kind: 'complete', itemId: '/honest-charts' }],
    [
      { event: 'video_start', video_title: 'T' },
      { kind: 'start', itemId: '/honest-charts' },
    ],
    [{ event: 'video_complete' }, { kind: 'complete', itemId: '/honest-charts' }],
    [['event', 'tutorial_begin'], { kind: 'start', itemId: '/honest-charts' }],
    [['event', 'like', { item_id: '/piano' }], { kind: 'like', itemId: '/piano' }],
    [
      { event: 'share', method: 'mail' },
      { kind: 'share', itemId: '/honest-charts' },
    ],
    [
      { event: 'select_content', content_type: 'course', content_id: '/piano' },
      { kind: 'select', itemId: '/piano' },
    ],
    [
      { event: 'join_group', group_id: 'Night sky' },
      { kind: 'follow', tokens: ['Night sky'] },
    ],
  ])('%j', (entry, expected) => {
    expect(read(entry)).toEqual({ ...expected, at: 7 });
  });

  test('an id that no page has told of is not taken', () => {
    expect(read({ event: 'like', item_id: 'order-4711' })).toEqual({
      kind: 'like',
      itemId: '/honest-charts',
      at: 7,
    });
    expect(read({ event: 'select_content', content_id: 'user-12' })).toBeUndefined();
  });

  test('says nothing where there is no item, no group and no such event', () => {
    const nowhere = { ...COURSE, itemId: undefined };

    for (const entry of [
      { event: 'tutorial_begin' },
      { event: 'join_group' },
      { event: 'sign_up' },
      null,
      'like',
      [],
    ])
      expect(read(entry, nowhere)).toBeUndefined();
  });

  test('says nothing on a page of products, or of nothing yet', () => {
    expect(read({ event: 'video_start' }, { ...COURSE, preset: 'shop' })).toBeUndefined();
    expect(read({ event: 'video_start' }, { ...COURSE, preset: undefined })).toBeUndefined();
  });
});

describe('the source', () => {
  const page = window as { dataLayer?: unknown[] };
  const said: Interaction[] = [];
  const listen = () =>
    siteEvents({
      interaction: (interaction) => said.push(interaction),
      item() {},
      now: () => 7,
      about: () => COURSE,
    });

  afterEach(() => {
    delete page.dataLayer;
    said.length = 0;
  });

  test('hears what was pushed before it came, and nothing once it is deaf', () => {
    page.dataLayer = [{ event: 'tutorial_begin' }];

    const stop = listen();
    page.dataLayer.push({ event: 'tutorial_complete' });
    stop();
    page.dataLayer.push({ event: 'like' });

    expect(said.map(({ kind }) => kind)).toEqual(['start', 'complete']);
  });
});
