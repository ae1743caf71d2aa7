import { InklingPanel } from './ui/panel_element.ts';

// A page may load the file twice, by its own tag and through the drop-in; the second definition would throw.
if (!customElements.get('inkling-panel')) customElements.define('inkling-panel', InklingPanel);
