/** A visit this long says only that a tab stayed open. */
const MAX_DWELL_MS = 30 * 60_000;

/** Measures the time an item was visible. */
export interface DwellTimer {
  /** A visit to the item begins; the one before, if any, is dropped. */
  begin(itemId: string): void;
  /** The page was shown or hidden. */
  setVisible(isVisible: boolean): void;
  /** The visit ends: its item and visible time, however short: features/cleaning.ts knows slips by it. */
  end(): { readonly itemId: string; readonly dwellMs: number } | undefined;
}

/** @param clock monotonic milliseconds: a wall clock that jumps would make a dwell of days. */
export function createDwell(clock: () => number, isVisibleNow: boolean): DwellTimer {
  let itemId: string | undefined;
  let totalMs = 0;
  /** When the visible stretch began; undefined while hidden. */
  let shownAt = isVisibleNow ? clock() : undefined;
  const bank = (): void => {
    if (shownAt !== undefined) totalMs += clock() - shownAt;
  };
  return {
    begin(id) {
      itemId = id;
      totalMs = 0;
      if (shownAt !== undefined) shownAt = clock();
    },
    setVisible(isVisible) {
      bank();
      shownAt = isVisible ? clock() : undefined;
    },
    end() {
      bank();
      if (shownAt !== undefined) shownAt = clock();
      const visit = itemId;
      const dwellMs = Math.round(Math.min(totalMs, MAX_DWELL_MS));
      itemId = undefined;
      totalMs = 0;
      return visit === undefined ? undefined : { itemId: visit, dwellMs };
    },
  };
}
