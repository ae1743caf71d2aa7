import type { Kind } from '../../contract/interaction.ts';
import { readLines, tellPush } from '../behaviour/lines.ts';
import { quiet } from '../quiet.ts';
import type { Source } from '../source.ts';

/** A button that adds or removes says of what in its data. */
const BUTTON = '[data-product_id]';
/** How long after a click its button is still the one that the shop's answer is about. */
const ANSWER_MS = 15_000;

interface JQuery {
  on(types: string, handle: (event: unknown, ...args: unknown[]) => void): void;
  off(types: string, handle: unknown): void;
}

/**
 * WooCommerce: `added_to_cart` and `removed_from_cart` of jQuery, the blocks' own `wc-blocks_added_to_cart`,
 * the form of a product's page, and the pages of cart and checkout.
 */
export const wooCommerce: Source = (tell) => {
  let pressed: { readonly button: HTMLElement; readonly at: number } | undefined;
  const take = (kind: Kind, id: unknown, quantity: unknown): void => {
    const { interactions } = readLines(kind, { id, quantity }, tell.now());
    interactions.forEach(tell.interaction);
  };
  const takeButton = (kind: Kind, { dataset }: HTMLElement): void =>
    // Its markup names a product by SKU where it has one.
    take(kind, dataset.product_sku || dataset.product_id, dataset.quantity);

  const clicked = quiet((event: Event) => {
    const button = (event.target as Element).closest<HTMLElement>(BUTTON);
    if (button) pressed = { button, at: tell.now() };
  });
  const added = quiet(() => {
    if (pressed && tell.now() - pressed.at < ANSWER_MS) takeButton('cart_add', pressed.button);
    pressed = undefined;
  });
  /** jQuery's events never reach the DOM; they bring fragments, a hash, and the button in a jQuery object. */
  const jQueryHeard = (kind: Kind) =>
    quiet((_event: unknown, _fragments: unknown, _hash: unknown, buttons: unknown) => {
      const button = (buttons as ArrayLike<unknown> | undefined)?.[0];
      // The blocks repeat the event under their own name, without the button.
      pressed = undefined;
      if (button instanceof HTMLElement) takeButton(kind, button);
    });
  const submitted = quiet((event: SubmitEvent) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('form.cart')) return;
    const data = new FormData(form);
    const { name, value } = (event.submitter ?? {}) as Partial<HTMLButtonElement>;
    const own = data.get('add-to-cart') ?? (name === 'add-to-cart' ? value : undefined);
    if (own) take('cart_add', tell.about().itemId ?? own, data.get('quantity'));
  });

  const { body } = document;
  body.addEventListener('click', clicked, true);
  body.addEventListener('wc-blocks_added_to_cart', added);
  document.addEventListener('submit', submitted, true);
  const { jQuery } = window as { jQuery?: (element: Element) => JQuery };
  const bound = [
    ['added_to_cart', jQueryHeard('cart_add')],
    ['removed_from_cart', jQueryHeard('cart_remove')],
  ] as const;
  for (const [type, handle] of bound) quiet(() => jQuery?.(body).on(type, handle))();

  const has = (name: string): boolean => body.classList.contains(`woocommerce-${name}`);
  if (has('cart')) tellPush(tell, readLines('cart_view', [], tell.now()));
  if (has('checkout') && !has('order-received')) tellPush(tell, readLines('checkout', [], tell.now()));

  return () => {
    body.removeEventListener('click', clicked, true);
    body.removeEventListener('wc-blocks_added_to_cart', added);
    document.removeEventListener('submit', submitted, true);
    for (const [type, handle] of bound) quiet(() => jQuery?.(body).off(type, handle))();
  };
};
