import type { Saying } from '../../contract/records.ts';
import { isObject } from '../values.ts';
import { both, PENDING, type Signal } from './signal.ts';

/**
 * `inklingConfig.consent`: a function of the site's own that answers {record, release}, at once or by a promise,
 * each true, false or not decided yet. It is asked at each record and before each release; one that throws
 * or rejects says no. Until a promise is kept what it said before stands.
 */
export const siteFunction: Signal = (onChange) => {
  let told = PENDING;
  let asked = 0;
  let answered = 0;
  const take = (answer: unknown): Saying =>
    isObject(answer) ? both(word(answer.record), word(answer.release)) : PENDING;
  return () => {
    const ask = (window as { inklingConfig?: { consent?: unknown } }).inklingConfig?.consent;
    if (typeof ask !== 'function') return undefined;
    const question = ++asked;
    let answer: unknown;
    try {
      answer = ask();
    } catch {
      return both(false);
    }
    if (!(isObject(answer) && typeof answer.then === 'function')) return take(answer);
    Promise.resolve(answer)
      .then(take, () => both(false))
      .then((next) => {
        // An answer that was overtaken is old, and only news is told: asking again must come to an end.
        if (question < answered) return;
        answered = question;
        const isNews = JSON.stringify(next) !== JSON.stringify(told);
        told = next;
        if (isNews) onChange();
      });
    return told;
  };
};

const word = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
