/** ENTRY, `inkling-behaviour.js`: what hears the dataLayer and watches what shoppers do, unless recording is refused. */
export { watchBehaviour } from './capture/behaviour/watch_behaviour.ts';
