import { announceLists, announcePage, push } from './analytics.js';
import { addToCart, cartCount } from './cart.js';
import { renderCart, renderCheckout } from './cart_page.js';
import { askConsent } from './consent.js';
import { rememberRow } from './row.js';
import { texts } from './texts.js';

showCount();
addEventListener('shop:cart', showCount);
announcePage();
announceLists();
wireItem();
renderCart();
renderCheckout();
askConsent();
rememberRow();

for (const form of document.querySelectorAll('form[data-autosubmit]')) {
  form.classList.add('automatic');
  form.addEventListener('change', () => form.requestSubmit());
  // Filters that say nothing stay out of the address.
  form.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
  });
}

function showCount() {
  const badge = document.querySelector('[data-cart-count]');
  const count = cartCount();
  badge.textContent = count > 0 ? String(count) : '';
  badge.hidden = count === 0;
}

function wireItem() {
  const article = document.querySelector('article[data-item]');
  if (!article) return;
  const item = JSON.parse(article.dataset.item);
  const status = article.querySelector('[data-status]');
  article.querySelector('[data-buy]').addEventListener('submit', (event) => {
    event.preventDefault();
    const quantity = Math.min(99, Math.max(1, Math.floor(Number(event.target.quantity.value)) || 1));
    addToCart({ ...item, url: article.dataset.url, image: article.dataset.image }, quantity);
    push('add_to_cart', [{ ...item, quantity }]);
    const link = Object.assign(document.createElement('a'), { href: '/cart', textContent: texts.viewCart });
    status.replaceChildren(`${texts.added}. `, link);
  });
  wireWish(article.querySelector('[data-wish]'), item);
}

function wireWish(button, item) {
  const read = () => JSON.parse(localStorage.getItem('shop.wishes') ?? '[]');
  const show = () => button.setAttribute('aria-pressed', String(read().includes(item.item_id)));
  show();
  button.addEventListener('click', () => {
    const wishes = read();
    const isNew = !wishes.includes(item.item_id);
    const next = isNew ? [...wishes, item.item_id] : wishes.filter((id) => id !== item.item_id);
    localStorage.setItem('shop.wishes', JSON.stringify(next));
    if (isNew) push('add_to_wishlist', [{ ...item, quantity: 1 }]);
    show();
  });
}
