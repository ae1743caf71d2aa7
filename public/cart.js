const KEY = 'shop.cart';

/** Lines of the cart: the item as analytics knows it, its address and picture, and a quantity. */
export function readCart() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(lines) ? lines.filter(({ item_id, quantity }) => item_id && quantity > 0) : [];
  } catch {
    return []; // whoever wrote that, it is not a cart
  }
}

export function addToCart(item, quantity) {
  const lines = readCart();
  const line = lines.find(({ item_id }) => item_id === item.item_id);
  if (line) line.quantity = Math.min(99, line.quantity + quantity);
  else lines.push({ ...item, quantity });
  write(lines);
}

/** A quantity of 0 removes the line. */
export function setQuantity(id, quantity) {
  write(
    readCart()
      .map((line) => (line.item_id === id ? { ...line, quantity } : line))
      .filter((line) => line.quantity > 0),
  );
}

export const clearCart = () => write([]);

export const cartCount = () => readCart().reduce((sum, { quantity }) => sum + quantity, 0);

export const subtotal = (lines) =>
  Math.round(lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0) * 100) / 100;

/** Lines without what only the shop needs, as analytics wants them. */
export const analyticsLines = (lines) => lines.map(({ url, image, ...item }) => item);

function write(lines) {
  localStorage.setItem(KEY, JSON.stringify(lines));
  dispatchEvent(new Event('shop:cart'));
}
