/** What the row has shown in this tab, cards or a notice: the next page keeps its room, so that nothing jumps. */
export function rememberRow() {
  const row = document.querySelector('inkling-recommendations');
  if (!row) return;
  let wasShown = false;
  new ResizeObserver(() => {
    const shows = (selector) => row.shadowRoot?.querySelector(selector);
    const kind = shows('li') ? 'row' : shows('[part=paused]') ? 'notice' : '';
    if (kind) sessionStorage.setItem('shop.row', kind);
    else if (wasShown) {
      sessionStorage.removeItem('shop.row');
      document.documentElement.classList.remove('has-row', 'has-notice');
    }
    wasShown = kind !== '';
  }).observe(row);
}
