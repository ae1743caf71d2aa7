import type { Saying } from '../../contract/records.ts';

/** What a tool says now; undefined = it is not there, or does not apply. */
export type Reader = () => Saying | undefined;

/** One kind of tool, made to listen. @param onChange called when it may say something else than before. */
export type Signal = (onChange: () => void) => Reader;

/** It is there, and has not decided. */
export const PENDING: Saying = { record: null, release: null };

export const both = (record: boolean | null, release: boolean | null = record): Saying => ({
  record,
  release,
});

/**
 * A tool that calls back: one of the IAB's functions of the window. It is found when first read after it
 * came; from then on it is pending until it has told something that can be judged.
 *
 * @param judge what one message says.
 */
export const listening =
  (name: string, command: readonly unknown[], judge: (...message: never[]) => Saying | undefined): Signal =>
  (onChange) => {
    let said: Saying | undefined;
    let isHeard = false;
    return () => {
      const tool = (window as unknown as Record<string, unknown>)[name];
      if (!isHeard && typeof tool === 'function') {
        isHeard = true;
        said = PENDING;
        tool(...command, (...message: never[]) => {
          said = PENDING;
          try {
            said = judge(...message);
          } catch {
            // Not what the standard says: it stays pending.
          }
          onChange();
        });
      }
      return said;
    };
  };
