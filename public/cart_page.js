import { push } from './analytics.js';
import { analyticsLines, clearCart, readCart, setQuantity, subtotal } from './cart.js';
import { money, texts } from './texts.js';

const FREE_FROM = 50;
const STANDARD = 5;
const EXPRESS = 9;

const fromTemplate = (id) => document.getElementById(id).content.cloneNode(true);

export function renderCart() {
  const place = document.querySelector('[data-cart]');
  if (!place) return;
  const lines = readCart();
  if (lines.length > 0) push('view_cart', analyticsLines(lines));
  drawCart(place);
}

function drawCart(place) {
  const lines = readCart();
  if (lines.length === 0) {
    place.replaceChildren(fromTemplate('cart-empty'));
    return;
  }
  const list = document.createElement('ul');
  list.role = 'list';
  list.append(...lines.map((line) => drawLine(line, place)));
  const aside = document.createElement('aside');
  aside.append(fromTemplate('cart-sums'));
  place.replaceChildren(list, aside);
  fillSums(aside, lines, 'standard');
}

function drawLine(line, place) {
  const element = fromTemplate('cart-line').firstElementChild;
  for (const link of element.querySelectorAll('[data-link]')) link.href = line.url;
  element.querySelector('img').src = line.image;
  element.querySelector('.name').textContent = line.item_name;
  element.querySelector('.brand').textContent = [line.item_brand, line.item_variant]
    .filter(Boolean)
    .join(' · ');
  element.querySelector('.price').textContent = money(line.price * line.quantity);
  const input = element.querySelector('input');
  input.value = line.quantity;
  input.addEventListener('change', () => {
    const quantity = Math.min(99, Math.max(1, Math.floor(Number(input.value)) || 1));
    announceChange(line, quantity - line.quantity);
    setQuantity(line.item_id, quantity);
    drawCart(place);
    place.querySelectorAll('input')[readCart().findIndex(({ item_id }) => item_id === line.item_id)]?.focus();
  });
  const remove = element.querySelector('[data-remove]');
  remove.setAttribute('aria-label', `${remove.textContent}: ${line.item_name}`);
  remove.addEventListener('click', () => {
    announceChange(line, -line.quantity);
    setQuantity(line.item_id, 0);
    drawCart(place);
    (place.querySelector('[data-remove]') ?? place.querySelector('a'))?.focus();
  });
  return element;
}

function announceChange(line, change) {
  if (change === 0) return;
  const [item] = analyticsLines([line]);
  push(change > 0 ? 'add_to_cart' : 'remove_from_cart', [{ ...item, quantity: Math.abs(change) }]);
}

function shippingOf(lines, method) {
  if (method === 'express') return EXPRESS;
  return subtotal(lines) >= FREE_FROM ? 0 : STANDARD;
}

function fillSums(place, lines, method) {
  const shipping = shippingOf(lines, method);
  const write = (name, text) => {
    place.querySelector(`[data-sum="${name}"]`).textContent = text;
  };
  write('subtotal', money(subtotal(lines)));
  write('shipping', shipping === 0 ? texts.free : money(shipping));
  write('total', money(subtotal(lines) + shipping));
}

export function renderCheckout() {
  const form = document.querySelector('[data-checkout]');
  if (!form) return;
  const lines = readCart();
  if (lines.length === 0) {
    form.replaceWith(fromTemplate('cart-empty'));
    return;
  }
  form.hidden = false;
  fillSums(form, lines, 'standard');
  push('begin_checkout', analyticsLines(lines));
  form.addEventListener('change', () => fillSums(form, lines, form.delivery.value));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    push('purchase', analyticsLines(lines), {
      transaction_id: `L-${Date.now().toString(36).toUpperCase()}`,
      shipping: shippingOf(lines, form.delivery.value),
    });
    clearCart();
    const thanks = fromTemplate('thanks').firstElementChild;
    form.replaceWith(thanks);
    thanks.focus();
  });
}
