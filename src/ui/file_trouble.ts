import { MAX_TAKE_AWAY_CHARS, TAKE_AWAY_FORMAT } from '../contract/take_away.ts';

/** Why a file cannot be brought back, as far as a person can do something about it. */
export type FileTrouble = 'too-large' | 'broken' | 'foreign' | 'version' | 'other-shop' | 'damaged';

/** What is wrong with a file that was refused. @param origin of this shop */
export function fileTrouble(text: string, origin: string): FileTrouble {
  if (text.length > MAX_TAKE_AWAY_CHARS) return 'too-large';
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return 'broken';
  }
  const { format, origin: from } = (given ?? {}) as { format?: unknown; origin?: unknown };
  if (typeof format !== 'string' || !format.startsWith('inkling-device/')) return 'foreign';
  if (format !== TAKE_AWAY_FORMAT) return 'version';
  return from === origin ? 'damaged' : 'other-shop';
}
