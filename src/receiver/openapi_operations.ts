import type { Operation } from './openapi_operation.ts';
import { READING } from './openapi_reading.ts';
import { RECOMMENDING } from './openapi_recommending.ts';
import { RELEASES } from './openapi_releases.ts';
import { RUNNING } from './openapi_running.ts';

/** Every route that a client may call, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [...RELEASES, ...READING, ...RECOMMENDING, ...RUNNING];
