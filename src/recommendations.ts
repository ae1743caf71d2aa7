import { InklingRecommendations } from './ui/recommendations_element.ts';

// A page may load the file twice, by its own tag and through the drop-in; the second definition would throw.
if (!customElements.get('inkling-recommendations'))
  customElements.define('inkling-recommendations', InklingRecommendations);
