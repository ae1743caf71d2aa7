import type { Interaction, Kind } from '../contract/interaction.ts';
import { listenDataLayer } from './behaviour/data_layer.ts';
import type { PageAbout, Source } from './source.ts';
import { isObject, type Loose, textOf } from './values.ts';

/** GA4's recommended events, and those that its tag pushes of its own accord, that are not about selling. */
const KIND_OF: ReadonlyMap<unknown, Kind> = new Map(
  Object.entries({
    tutorial_begin: 'start',
    video_start: 'start',
    tutorial_complete: 'complete',
    video_complete: 'complete',
    like: 'like',
    share: 'share',
    select_content: 'select',
    join_group: 'follow',
  } as const),
);

/** What the dataLayer says of articles and courses. */
export const siteEvents: Source = (tell) => {
  const layer = listenDataLayer((entry) => {
    const interaction = readSiteEvent(entry, tell.about(), tell.now());
    if (interaction) tell.interaction(interaction);
  });
  layer.attach();
  return () => layer.stop();
};

/**
 * What an entry says, if anything; only on pages that offer articles or courses, because a shop's films and tours
 * begin and end for reasons of their own. Most of these events name no item: then they are about the one that the page
 * is about. An id that no page has told of may be anything, and is not taken.
 *
 * @param at ms since the epoch
 */
export function readSiteEvent(
  entry: unknown,
  { preset = 'shop', itemId, isItem }: PageAbout,
  at: number,
): Interaction | undefined {
  if (preset === 'shop' || !isObject(entry)) return undefined;
  const isGtag = entry[0] === 'event';
  const kind = KIND_OF.get(isGtag ? entry[1] : entry.event);
  if (!kind) return undefined;
  const given = isGtag ? entry[2] : entry;
  const details: Loose = isObject(given) ? given : {};
  if (kind === 'follow') {
    const group = textOf(details.group_id);
    return group === undefined ? undefined : { kind, at, tokens: [group.slice(0, 64)] };
  }
  const named = textOf(details.item_id) ?? textOf(details.content_id);
  const about = named !== undefined && isItem(named) ? named : kind === 'select' ? undefined : itemId;
  return about === undefined ? undefined : { kind, at, itemId: about };
}
