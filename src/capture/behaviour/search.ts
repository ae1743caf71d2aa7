import { quiet } from '../quiet.ts';
import { wordsOf } from './words.ts';

const NAMES = ['q', 's', 'query', 'search'];
/** What is typed anywhere else is never read. */
const BOX = ['[type=search]', '[role=searchbox]', ...NAMES.map((name) => `[name=${name}]`)]
  .map((which) => `input${which}`)
  .join();

/**
 * Calls back with the words of a search: of the address, where `look` finds them, and of a search box
 * that is submitted without the address ever showing them.
 */
export function watchSearches(onSearch: (words: string[]) => void): { look(): void; stop(): void } {
  const tell = (text: unknown): void => {
    const words = wordsOf(text);
    if (words.length > 0) onSearch(words);
  };
  const submitted = quiet((event: SubmitEvent) => {
    const form = event.target as HTMLFormElement;
    const box = form.querySelector<HTMLInputElement>(BOX);
    // A form that the browser sends to an address like ?q=soap is heard of there.
    if (box && (event.defaultPrevented || form.method !== 'get' || !NAMES.includes(box.name)))
      tell(box.value);
  });
  addEventListener('submit', submitted);
  return {
    look: quiet(() => {
      // Routers that live behind the hash keep the query there, too.
      const query = new URLSearchParams(location.search || location.hash.replace(/^[^?]*/, ''));
      tell(NAMES.map((name) => query.get(name)).find(Boolean));
    }),
    stop: () => removeEventListener('submit', submitted),
  };
}
