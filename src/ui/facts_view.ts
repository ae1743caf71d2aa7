import { html, nothing, type TemplateResult } from 'lit';
import type { PanelPort } from '../contract/page_api.ts';
import { AGE_BANDS, type Facts, GENDERS, type Wishes } from '../contract/wishes.ts';
import type { ProfileView } from '../contract/worker_api.ts';
import type { Formats } from './format.ts';
import type { PanelHost } from './panel_host.ts';
import { type FactsWords, factsWords } from './words/facts_words.ts';
import { tasteWords } from './words/taste_words.ts';

/** Languages that models tell apart; all others are one to them. */
const LANGUAGES = 'ar de en es fr hi id it ja ko nl pl pt ru tr vi zh'.split(' ');
const LISTS = ['interests', 'sizes'] as const;
const SINGLE = ['minPrice', 'maxPrice', 'ageBand', 'gender', 'language'] as const;

/** One thing that was stated, as it is shown, and how it is taken back. */
interface Stated {
  readonly name: string;
  readonly value: string;
  takeBack(port: PanelPort): Promise<void>;
}

/**
 * What the shopper states of themself, and what they said of interests: an interest that may never be is listed nowhere
 * else. Shown as stated, each removable, all of it optional.
 */
export class FactsView {
  readonly #host: PanelHost;
  #told: 'saved' | 'crossed' | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  /** Nothing where nothing was stated and nothing may be kept. */
  render(): TemplateResult | typeof nothing {
    const { snapshot, formats } = this.#host;
    const words = this.#words;
    const profile = snapshot.get('profile');
    const isKept = snapshot.get('consent')?.record;
    const stated = profile ? statedOf(profile.wishes, words, formats) : [];
    if (!profile || (!isKept && stated.length === 0)) return nothing;
    return html`<section class="stated" part="stated" aria-labelledby="stated">
      <h2 id="stated">${words.title}</h2>
      <p class="muted">${isKept ? words.hint : words.off}</p>
      ${
        stated.length === 0
          ? html`<p>${words.nothing}</p>`
          : html`<ul role="list">
              ${stated.map(
                (fact) => html`<li>
                  <span class="muted">${fact.name}</span>
                  <span class="break" dir="auto">${fact.value}</span>
                  <button
                    type="button"
                    class="small"
                    aria-label="${words.remove}: ${fact.name}, ${fact.value}"
                    @click=${() => this.#remove(fact)}
                  >
                    ${words.remove}
                  </button>
                </li>`,
              )}
            </ul>`
      }
      ${isKept ? this.#form(profile, words) : nothing}
    </section>`;
  }

  get #words(): FactsWords {
    return factsWords[this.#host.formats.code];
  }

  #form({ wishes: { facts }, departments }: ProfileView, words: FactsWords): TemplateResult {
    const { tag, nouns } = this.#host.formats;
    const languageNames = new Intl.DisplayNames(tag, { type: 'language' });
    const spoken = new Set([...LANGUAGES, ...(facts.language ? [facts.language] : [])]);
    return html`<details>
      <summary data-state>${words.open}</summary>
      <form autocomplete="off" @submit=${(event: Event) => this.#save(event)}>
        ${
          departments.length > 0
            ? html`<fieldset class="wide">
                <legend class="muted">${words.interests}</legend>
                ${departments.map(
                  (path) => html`<label class="reason">
                    <input
                      type="checkbox"
                      name="interests"
                      value=${path}
                      .checked=${facts.interests?.includes(path) ?? false}
                    />
                    <span class="break" dir="auto">${path}</span>
                  </label>`,
                )}
              </fieldset>`
            : nothing
        }
        ${
          nouns.preset === 'shop'
            ? html`<label class="field wide">
                  <span>${words.sizes}</span>
                  <input name="sizes" maxlength="200" placeholder="M, 38" .value=${facts.sizes?.join(', ') ?? ''} />
                </label>`
            : nothing
        }
        ${
          nouns.preset === 'content'
            ? nothing
            : (['minPrice', 'maxPrice'] as const).map(
                (name) => html`<label class="field">
                  <span>${words.names[name]}</span>
                  <input type="number" name=${name} min="0" step="any" .value=${String(facts[name] ?? '')} />
                </label>`,
              )
        }
        ${choice('ageBand', AGE_BANDS, facts.ageBand, (band) => words.ages[band], words)}
        ${choice('gender', GENDERS, facts.gender, (gender) => words.genders[gender], words)}
        ${choice('language', [...spoken], facts.language, (code) => nameOf(languageNames, code), words)}
        <div class="wide">
          <button class="plain">${words.save}</button>
          ${this.#told ? html`<p class="told">${words[this.#told]}</p>` : nothing}
        </div>
      </form>
    </details>`;
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault(); // it goes to the worker, never to an address
    const profile = this.#host.snapshot.get('profile');
    if (!profile) return;
    const facts = factsOf(new FormData(event.currentTarget as HTMLFormElement), profile);
    const { minPrice = 0, maxPrice = Infinity } = facts;
    if (minPrice > maxPrice) return this.#tell('crossed');
    await this.#host.attempt(async () => {
      await this.#host.port.setFacts(facts);
      this.#tell('saved');
    });
    await this.#host.refresh();
  }

  #tell(what: 'saved' | 'crossed'): void {
    this.#told = what;
    this.#host.say(this.#words[what]);
  }

  async #remove({ name, value, takeBack }: Stated): Promise<void> {
    this.#told = undefined;
    await this.#host.attempt(async () => {
      await takeBack(this.#host.port);
      this.#host.say(this.#words.removed(name, value));
    });
    await this.#host.refresh();
    this.#host.focusOn('[data-state]');
  }
}

/** What the form says; what it has no field for stays as it was. The worker leaves out what is undefined or empty. */
function factsOf(form: FormData, { wishes: { facts }, departments }: ProfileView): Facts {
  const read = <T>(name: keyof Facts, parse: (text: string) => T): T | undefined => {
    if (!form.has(name)) return facts[name] as T | undefined;
    const text = String(form.get(name)).trim();
    return text === '' ? undefined : parse(text);
  };
  const others = (facts.interests ?? []).filter((path) => !departments.includes(path));
  return {
    interests: [...others, ...form.getAll('interests')],
    sizes: read('sizes', (text) => text.split(/[,，、;；]/)),
    minPrice: read('minPrice', Number),
    maxPrice: read('maxPrice', Number),
    ageBand: read('ageBand', String),
    gender: read('gender', String),
    language: read('language', String),
  } as Facts;
}

function statedOf({ tastes, facts }: Wishes, words: FactsWords, { tag, code, price }: Formats): Stated[] {
  const languageNames = new Intl.DisplayNames(tag, { type: 'language' });
  const written = (name: (typeof SINGLE)[number]): string => {
    if (name === 'ageBand') return words.ages[facts.ageBand!];
    if (name === 'gender') return words.genders[facts.gender!];
    if (name === 'language') return nameOf(languageNames, facts.language!);
    return price(facts[name], undefined)!;
  };
  const without = (rest: Facts) => (port: PanelPort) => port.setFacts(rest);
  return [
    ...Object.entries(tastes).map(([path, taste]) => ({
      name: tasteWords[code].tastes[taste],
      value: path,
      takeBack: (port: PanelPort) => port.setTaste(path, undefined),
    })),
    ...LISTS.flatMap((list) =>
      (facts[list] ?? []).map((value) => ({
        name: words.names[list],
        value,
        takeBack: without({ ...facts, [list]: facts[list]!.filter((each) => each !== value) }),
      })),
    ),
    ...SINGLE.filter((name) => facts[name] !== undefined).map((name) => {
      const { [name]: _, ...rest } = facts;
      return { name: words.names[name], value: written(name), takeBack: without(rest) };
    }),
  ];
}

/** What a language is called; one that is none is called as it was stated. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code; // a page of the same origin may have stated anything
  }
}

const choice = <T extends string>(
  name: keyof Facts,
  options: readonly T[],
  chosen: T | undefined,
  label: (option: T) => string,
  words: FactsWords,
): TemplateResult =>
  html`<label class="field">
    <span>${words.names[name]}</span>
    <select name=${name}>
      <option value="" .selected=${chosen === undefined}>${words.notStated}</option>
      ${options.map((option) => html`<option value=${option} .selected=${option === chosen}>${label(option)}</option>`)}
    </select>
  </label>`;
