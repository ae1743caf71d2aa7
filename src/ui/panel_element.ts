import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { now } from '../contract/clock.ts';
import type { PanelPort } from '../contract/page_api.ts';
import { AboutSection } from './about_section.ts';
import { baseStyles } from './base_styles.ts';
import { Clearing } from './clearing.ts';
import { controlStyles } from './control_styles.ts';
import { demoClockView } from './demo_clock_view.ts';
import { type Formats, formatsFor } from './format.ts';
import { languageOf } from './language.ts';
import { LIT } from './own_lit.ts';
import { HEARD, type PanelHost, QUESTIONS, SECTIONS, type SectionName } from './panel_host.ts';
import { panelStyles } from './panel_styles.ts';
import { whenPort } from './port.ts';
import { problemsOnPage } from './problems.ts';
import { groupReasons } from './reasons.ts';
import { Removals, UNDO_MS } from './removals.ts';
import type { CreateSections, Sections } from './sections.ts';
import { codeOf, Snapshot } from './snapshot.ts';
import { failed, notices, skeleton } from './states.ts';
import { switchesView } from './switches.ts';
import { tabsView } from './tabs.ts';
import { panelWords } from './words/panel_words.ts';

/** What exists once the drop-in has answered. */
interface Live {
  readonly host: PanelHost;
  readonly about: AboutSection;
  readonly clearing: Clearing;
}

/**
 * `<inkling-panel>`: everything this device knows about the shopper, why, what left, and control over it.
 *
 * Attributes: `section` (about, history, left, controls), `lang`. Custom properties and parts: panel_styles.ts.
 */
export class InklingPanel extends LitElement {
  static override properties = { section: { reflect: true } };

  static override styles = [baseStyles, controlStyles, panelStyles];

  declare section: SectionName;

  #formats: Formats | undefined;
  #live: Live | undefined;
  #sections: Sections | undefined;
  /** Language of the file that was last asked for. */
  #asked = '';
  #isLoading = false;
  #sheets: readonly CSSStyleSheet[] = [];
  #isAbsent = false;
  #trouble: string | undefined;
  #spoken = '';
  #stops: (() => void)[] = [];
  #focused: Element | null = null;

  constructor() {
    super();
    this.section = 'about';
  }

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit's getter collects the attributes of its receiver.
    return [...super.observedAttributes, 'lang'];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang') this.requestUpdate();
  }

  protected override firstUpdated(): void {
    this.#sheets = this.shadowRoot?.adoptedStyleSheets ?? [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const leave = () => {
      if (document.visibilityState === 'hidden') void this.#live?.host.removals.flush();
    };
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', this.#flush);
    this.#stops = [
      () => document.removeEventListener('visibilitychange', leave),
      () => window.removeEventListener('pagehide', this.#flush),
      whenPort((port) => this.#attach(port)),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#flush();
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  readonly #flush = () => void this.#live?.host.removals.flush();

  #attach(port: PanelPort | undefined): void {
    this.#isAbsent = port === undefined;
    this.requestUpdate();
    if (!port) return;
    this.#live = this.#enliven(port);
    for (const type of HEARD) this.#stops.push(port.inkling.on(type, () => void this.#refresh()));
    // Before the first update the section may still change; that update asks.
    if (this.hasUpdated) void this.#refresh();
    // The first view goes first; the rest is fetched while it is read.
    const { host } = this.#live;
    void this.updateComplete.then(() => this.#loadSections(host));
  }

  #enliven(port: PanelPort): Live {
    const changed = () => this.requestUpdate();
    const snapshot = new Snapshot(port, changed);
    const removals = new Removals(
      async (ids) => {
        await host.attempt(() => port.removeInteractions(ids));
        await this.#refresh();
      },
      // Only what becomes of them after this page depends on it.
      (ids) => void port.removeSoon(ids, UNDO_MS).catch(() => undefined),
      changed,
    );
    const language = () => this.#language();
    const host: PanelHost = {
      port,
      snapshot,
      removals,
      get formats() {
        return language();
      },
      get words() {
        const { code, nouns } = language();
        return panelWords[code](nouns);
      },
      explain: (reasons, interest) => groupReasons(reasons, interest, language()),
      requestUpdate: changed,
      say: (message) => this.#say(message),
      focusOn: (selector) => void this.#focusOn(selector),
      attempt: (command) => this.#attempt(command),
      refresh: () => this.#refresh(),
    };
    return { host, about: new AboutSection(host), clearing: new Clearing(host) };
  }

  async #loadSections(host: PanelHost): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.requestUpdate();
    const { code } = host.formats;
    this.#asked = code;
    try {
      const { createSections } = (await host.port.loadSections(code)) as { createSections: CreateSections };
      const sections = createSections(host, LIT);
      const { styleSheet } = sections.styles;
      // Reconnected elements keep their root: its sheets are replaced, not heaped up.
      if (styleSheet && this.shadowRoot) this.shadowRoot.adoptedStyleSheets = [...this.#sheets, styleSheet];
      this.#sections = sections;
    } catch {
      // The shop may not serve the file: the first view works without, and what is missing offers to ask again.
    } finally {
      this.#isLoading = false;
      this.requestUpdate();
    }
  }

  async #refresh(): Promise<void> {
    const snapshot = this.#live?.host.snapshot;
    await snapshot?.refresh(QUESTIONS[this.#section]);
    if (this.#section === 'about') snapshot?.askAside('evidence');
  }

  async #attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await command();
      this.#trouble = undefined;
      return result;
    } catch (error) {
      const { code, nouns } = this.#language();
      this.#trouble = panelWords[code](nouns).errors[codeOf(error)];
      return undefined;
    } finally {
      this.requestUpdate();
    }
  }

  #say(message: string): void {
    // The same sentence twice is only read again when the text differs.
    this.#spoken = this.#spoken === message ? `${message}\u00a0` : message;
    this.requestUpdate();
  }

  async #focusOn(selector: string): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  readonly #select = (section: SectionName, isByKey: boolean): void => {
    this.section = section;
    if (isByKey) void this.#focusOn(`#tab-${section}`);
  };

  /** The attribute may hold anything. */
  get #section(): SectionName {
    return SECTIONS.find((name) => name === this.section) ?? 'about';
  }

  /** Formatters are dear to make, and the language seldom changes. */
  #language(): Formats {
    const language = languageOf(this);
    const host = this.#live?.host;
    // Without markup a page cannot know what the site offers; the profile can.
    const preset = host?.port.preset ?? host?.snapshot.get('profile')?.preset ?? 'shop';
    if (this.#formats?.tag !== language.tag || this.#formats.nouns.preset !== preset)
      this.#formats = formatsFor(
        language,
        () => now() + (this.#live?.host.port.demoClock?.offsetMs() ?? 0),
        preset,
      );
    return this.#formats;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.shadowRoot?.activeElement ?? null;
    if (changed.has('section')) void this.#refresh();
  }

  /** Whoever pressed a button that has gone is left in the section, not at the top of the page. */
  protected override updated(): void {
    if (this.#focused && !this.#focused.isConnected)
      this.renderRoot.querySelector<HTMLElement>('[role=tabpanel]')?.focus({ preventScroll: true });
    this.#focused = null;
    // The page speaks another language by now.
    if (this.#sections && this.#live && this.#asked !== this.#language().code)
      void this.#loadSections(this.#live.host);
  }

  protected override render(): TemplateResult {
    const { code, nouns, tag } = this.#language();
    const words = panelWords[code](nouns);
    const live = this.#live;
    return html`<div class="panel" part="panel" lang=${tag}>
      ${live ? demoClockView(live.host) : nothing}
      <h1 part="headline">${words.headline}</h1>
      ${live ? this.#body(live) : this.#isAbsent ? html`<p class="empty lead">${words.notRunning}</p>` : skeleton(words.loading)}
      <p class="hidden" role="status">${this.#spoken}</p>
    </div>`;
  }

  #body(live: Live): TemplateResult {
    const { host, clearing } = live;
    const section = this.#section;
    // The controls list all of them.
    const problems = section === 'controls' ? [] : problemsOnPage(host.snapshot.get('status'));
    const { done } = clearing;
    if (host.snapshot.get('consent')?.recordReason === 'locked')
      return html`<p class="empty lead">${host.words.locked}</p>
        ${clearing.renderButton('clear')}`;
    return html`
      <div role="alert">${this.#trouble ? notices([this.#trouble]) : nothing}</div>
      ${this.#sections?.pauseNotice(host)}
      ${done ? this.#sections?.reportView(done, host.formats, { label: host.words.close, onClick: clearing.close }) : nothing}
      ${tabsView(host.words, section, this.#select)}
      <div
        class="section ${section}"
        part="section"
        id="section"
        role="tabpanel"
        tabindex="-1"
        aria-labelledby="tab-${section}"
      >
        ${notices(problems.map((problem) => host.words.problems[problem]))} ${this.#contents(live, section)}
      </div>
    `;
  }

  #contents({ host, about, clearing }: Live, section: SectionName): TemplateResult {
    if (section === 'about')
      return html`<div class="beside">
        <div class="main">${about.render(this.#sections)}</div>
        <aside part="controls">${switchesView(host, false)} ${clearing.renderButton('clear')}</aside>
        ${about.renderHow(this.#sections)} ${this.#sections?.map.render()} ${this.#sections?.facts.render()}
      </div>`;
    if (!this.#sections) {
      const { loading, partMissing, tryAgain } = host.words;
      const again = () => this.#loadSections(host);
      return this.#isLoading ? skeleton(loading) : failed(partMissing, tryAgain, again);
    }
    if (section === 'controls')
      return this.#sections.controls.render(
        switchesView(host, true),
        html`${clearing.renderButton('clear')} ${clearing.renderButton('forget')}`,
      );
    return this.#sections[section].render();
  }
}
