import { startOurs } from './node_ours.ts';

export const start = startOurs('cpu');
