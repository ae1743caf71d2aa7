/** Once the row has shown something in this tab, the next page keeps its room, so that nothing jumps. */
export function rememberRow() {
  const row = document.querySelector('inkling-recommendations');
  if (!row) return;
  let wasShown = false;
  new ResizeObserver(() => {
    const isShown = Boolean(row.shadowRoot?.querySelector('li'));
    if (isShown) sessionStorage.setItem('shop.row', '1');
    else if (wasShown) {
      sessionStorage.removeItem('shop.row');
      document.documentElement.classList.remove('has-row');
    }
    wasShown = isShown;
  }).observe(row);
}
