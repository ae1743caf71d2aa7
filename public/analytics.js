/** Tells the tag manager what happened, the way GA4 wants it: the last `ecommerce` is cleared first. */
export function push(event, items, extra = {}) {
  const value = items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
  layer().push({ ecommerce: null });
  layer().push({
    event,
    ecommerce: { currency: 'USD', value: Math.round(value * 100) / 100, ...extra, items },
  });
}

/** The view of an item page, or the search of a result page. */
export function announcePage() {
  const article = document.querySelector('article[data-item]');
  if (article) push('view_item', [{ ...JSON.parse(article.dataset.item), quantity: 1 }]);
  const query = document.querySelector('[data-search]')?.dataset.search;
  if (query) layer().push({ event: 'search', search_term: query });
}

/** A list counts as viewed when a part of it is in sight; a click on one of its cards selects that item. */
export function announceLists() {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      push('view_item_list', itemsOf(target), listOf(target));
    }
  });
  for (const list of document.querySelectorAll('[data-list-id]')) {
    seen.observe(list);
    list.addEventListener('click', (event) => {
      const card = event.target.closest('a') && event.target.closest('[data-item]');
      if (!card) return;
      const index = [...list.children].indexOf(card);
      push('select_item', [itemsOf(list)[index]], listOf(list));
    });
  }
}

// Asked for anew each time: a tag manager may replace the array.
function layer() {
  window.dataLayer ??= [];
  return window.dataLayer;
}

const listOf = ({ dataset }) => ({ item_list_id: dataset.listId, item_list_name: dataset.listName });

const itemsOf = (list) =>
  [...list.querySelectorAll('[data-item]')].map((card, index) => ({
    ...JSON.parse(card.dataset.item),
    index,
    quantity: 1,
  }));
