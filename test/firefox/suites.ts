/** Suites of test/unit/ that run in Firefox too, on its own databases. */
export const SUITES: readonly string[] = [
  'store/guard_store',
  'store/inkling_store',
  'store/relations',
  'store/release_store',
  'export/clear',
  'export/clear_elsewhere',
  'export/crash',
  'export/interruptions',
  'export/ledger_view',
  'export/no_release',
  'export/outbox',
  'export/release_status',
  'export/release_desk',
  'export/send',
];

/** Tests of these that do not run there, by a part of their name, and why. */
export const LEFT_OUT: readonly (readonly [part: string, why: string])[] = [
  ['over a real connection', 'a page cannot listen; the rounds send over one'],
  ['without a cryptographic source of randomness', 'loads modules anew, which a bundle cannot'],
  ['a tab that does not let go', 'turns the timers of Node'],
  ['keeps the newest 5,000', 'writes 5,007 rows; nothing in it differs by browser'],
  ['60 rounds', 'thousands of transactions; the rounds with real workers do the same'],
  ['wait longer every time', '1,440 pages, each with databases of its own'],
];
