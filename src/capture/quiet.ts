let failures = 0;

/** How often our code failed inside somebody else's page, and kept quiet. */
export const failureCount = (): number => failures;

/**
 * The function, unable to throw. Whatever the page calls goes through this: a fault of ours must
 * not stop the shop's own listeners. It is counted instead, and the caller gets undefined.
 */
export function quiet<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R | undefined {
  return (...args) => {
    try {
      return run(...args);
    } catch {
      failures++;
      return undefined;
    }
  };
}
