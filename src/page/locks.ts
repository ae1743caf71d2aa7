const NAME = 'inkling-consent';

/**
 * Runs `work` while no tab changes consent or deletes. Without it a tab that was just about to write
 * would create the database that another tab has just deleted.
 */
export const whileConsented = <T>(work: () => Promise<T>): Promise<T> => locked('shared', work);

/** Runs `work`, a change of consent or a deletion, while no tab writes. */
export const whileAlone = <T>(work: () => Promise<T>): Promise<T> => locked('exclusive', work);

function locked<T>(mode: LockMode, work: () => Promise<T>): Promise<T> {
  // Absent only where nothing is recorded (insecure contexts) and in old browsers.
  const { locks } = navigator as { locks?: LockManager };
  return locks ? (locks.request(NAME, { mode }, work) as Promise<T>) : work();
}
