const LOCK = 'inkling-release';

/** Whether this browser has Web Locks: without them an interrupted release is not resumed. */
export const hasReleaseLock = (): boolean => lockManager() !== undefined;

/**
 * Runs `work` alone among all tabs of this origin, or just runs it where there are no Web Locks
 * (release_protocol.ts says why that is safe too).
 */
export async function withReleaseLock(work: () => Promise<void>): Promise<void> {
  const locks = lockManager();
  await (locks ? locks.request(LOCK, work) : work());
}

/** Absent before Safari 15.4 and Firefox 96, whatever the types say. */
const lockManager = (): LockManager | undefined =>
  (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
