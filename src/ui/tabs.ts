import { html, type TemplateResult } from 'lit';
import { SECTIONS, type SectionName } from './panel_host.ts';
import type { PanelWords } from './words/panel_words.ts';

/**
 * The tab list of the sections: one tab stop, arrows, Home and End move within it.
 *
 * @param select called with the section and whether the focus is to follow, as it does for keys.
 */
export function tabsView(
  words: PanelWords,
  open: SectionName,
  select: (section: SectionName, isByKey: boolean) => void,
): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const to = target(event.key, SECTIONS.indexOf(open), isRtl(event));
    if (to === undefined) return;
    event.preventDefault();
    select(SECTIONS.at(to % SECTIONS.length) ?? 'about', true);
  };
  return html`<div class="tabs" part="tabs" role="tablist" aria-label=${words.sectionsLabel} @keydown=${onKey}>
    ${SECTIONS.map(
      (name) => html`<button
        type="button"
        role="tab"
        id="tab-${name}"
        part="tab"
        aria-selected=${name === open}
        aria-controls="section"
        tabindex=${name === open ? 0 : -1}
        @click=${() => select(name, false)}
      >
        ${words.sections[name]}
      </button>`,
    )}
  </div>`;
}

/** Index of the tab that a key leads to; may be -1 or past the end, which wrap around. */
function target(key: string, at: number, rtl: boolean): number | undefined {
  const forward = rtl ? -1 : 1;
  return { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 }[key];
}

const isRtl = ({ currentTarget }: Event): boolean =>
  currentTarget instanceof Element && getComputedStyle(currentTarget).direction === 'rtl';
