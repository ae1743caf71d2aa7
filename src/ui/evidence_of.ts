import type { Evidence } from '../contract/panel_worker.ts';
import type { Interest } from '../contract/worker_api.ts';
import type { PanelHost } from './panel_host.ts';

/** What an interest rests on; undefined until it has been worked out for the history as it stands. */
export const evidenceOf = ({ snapshot }: PanelHost, { path, share }: Interest): Evidence | undefined =>
  snapshot.get('evidence')?.find((found) => found.path === path && found.weeks.at(-1)?.share === share);
