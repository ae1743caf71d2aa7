import { html, nothing, type TemplateResult } from 'lit';
import { MAX_TAKE_AWAY_CHARS } from '../contract/take_away.ts';
import { download } from './download.ts';
import { fileTrouble } from './file_trouble.ts';
import type { PanelHost } from './panel_host.ts';
import { codeOf } from './snapshot.ts';
import { type TakeAwayWords, takeAwayWords } from './words/take_away_words.ts';

/** All that this device knows, as a file, and such a file brought back. */
export class TakeAwayView {
  readonly #host: PanelHost;
  #told = '';

  constructor(host: PanelHost) {
    this.#host = host;
  }

  render(): TemplateResult {
    const words = this.#words;
    return html`<section class="act" part="take-away" aria-labelledby="take-away">
      <h2 id="take-away">${words.title}</h2>
      <p class="muted">${words.elsewhere}</p>
      <div class="buttons">
        <button type="button" class="plain" @click=${this.#download}>${words.download}</button>
        <button type="button" class="plain" aria-describedby="bring-hint" @click=${this.#choose}>${words.choose}</button>
        <input type="file" hidden accept=".json,application/json" @change=${this.#bring} />
      </div>
      <p id="bring-hint" class="muted">${words.bringHint}</p>
      ${this.#told ? html`<p class="told" part="take-away-told">${this.#told}</p>` : nothing}
    </section>`;
  }

  get #words(): TakeAwayWords {
    const { code, nouns } = this.#host.formats;
    return takeAwayWords[code](nouns);
  }

  readonly #download = async (): Promise<void> => {
    const text = await this.#host.attempt(() => this.#host.port.takeAway());
    if (text === undefined) return;
    download('inkling-device.json', text);
    this.#tell(this.#words.downloaded);
  };

  readonly #choose = ({ currentTarget }: Event): void =>
    ((currentTarget as Element).nextElementSibling as HTMLInputElement).click();

  readonly #bring = async ({ target }: Event): Promise<void> => {
    const input = target as HTMLInputElement;
    const file = input.files?.[0];
    // The same file, chosen again, is a change too.
    input.value = '';
    if (!file) return;
    const words = this.#words;
    // Four bytes are the most that a character takes: beyond that it is not even read.
    if (file.size > 4 * MAX_TAKE_AWAY_CHARS) return this.#tell(words.trouble['too-large']);
    this.#tell(words.reading);
    this.#tell(await this.#sentenceOf(file));
    await this.#host.refresh();
  };

  async #sentenceOf(file: File): Promise<string> {
    const { port, formats } = this.#host;
    const words = this.#words;
    let text = '';
    try {
      text = await file.text();
      const { added, known, unreadable } = await port.bringBack(text);
      const { number } = formats;
      const lost = unreadable > 0 ? ` ${words.unreadable(unreadable, number(unreadable))}` : '';
      return words.added(added, number(added), number(known)) + lost;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'not-consented') return words.trouble.off;
      return code === 'invalid-argument'
        ? words.trouble[fileTrouble(text, location.origin)]
        : this.#host.words.errors[code];
    }
  }

  #tell(sentence: string): void {
    this.#told = sentence;
    this.#host.say(sentence);
  }
}
