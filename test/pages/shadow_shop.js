// The shape of Polymer's Shop, written anew: nested custom elements with open shadow roots, every view
// kept and all but one hidden, items that arrive after the address has changed, no markup, no dataLayer.
const ITEMS = {
  mug: { title: 'Enamel mug', price: 12.5 },
  tee: { title: 'Long sleeve tee', price: 31 },
};

const define = (name, markup, more = {}) =>
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        if (this.shadowRoot) return;
        this.attachShadow({
          mode: 'open',
        }).innerHTML = `<style>:host([hidden]){display:none}</style>${markup}`;
        more.connected?.call(this);
      }
      find(selector) {
        return this.shadowRoot.querySelector(selector);
      }
    },
  );

define('shop-button', '<slot></slot>');
define(
  'shop-list',
  Object.entries(ITEMS)
    .map(([id, { title }]) => `<a href="/detail/outerwear/${id}">${title}</a>`)
    .join(' '),
);
define(
  'shop-detail',
  '<div id="content"><h1></h1><div class="price"></div><shop-button><button>Add to cart</button></shop-button></div>',
);
define('shop-app', '<main><shop-list></shop-list><shop-detail hidden></shop-detail></main>', {
  connected() {
    this.shadowRoot.addEventListener('click', (event) => {
      const link = event.composedPath().find((element) => element.localName === 'a');
      if (!link) return;
      event.preventDefault();
      history.pushState({}, '', link.href);
      route(this);
    });
    addEventListener('popstate', () => route(this));
    route(this);
  },
});

function route(app) {
  const [, view, , id] = location.pathname.split('/');
  const detail = app.find('shop-detail');
  app.find('shop-list').hidden = view === 'detail';
  detail.hidden = view !== 'detail';
  // Data comes later, and until then the item before still stands there.
  if (view === 'detail')
    setTimeout(() => {
      detail.find('h1').textContent = ITEMS[id].title;
      detail.find('.price').textContent = `$${ITEMS[id].price.toFixed(2)}`;
    }, 50);
}
