import { InklingPanel } from './ui/panel_element.ts';

/** Built from ui/sections.ts; it lies beside this file wherever a shop puts it. */
const SECTIONS_FILE = 'inkling-panel-sections.js';

InklingPanel.loadSections = () => import(/* @vite-ignore */ new URL(SECTIONS_FILE, import.meta.url).href);

// A page may load the file twice, by its own tag and through the drop-in; the second definition would throw.
if (!customElements.get('inkling-panel')) customElements.define('inkling-panel', InklingPanel);
