// The shape of Sauce Labs' sample web app, written anew: React, a router that keeps the item in the query
// of one path, "add" buttons on the list too that turn into "remove", no markup, no dataLayer.
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const ITEMS = [
  { id: 4, name: 'Canvas backpack', price: 29.99 },
  { id: 0, name: 'Bike light', price: 9.99 },
];

function go(address) {
  history.pushState({}, '', address);
  dispatchEvent(new Event('route'));
}

function Shop() {
  const [address, setAddress] = useState(location.href);
  const [cart, setCart] = useState([]);
  useEffect(() => {
    const follow = () => setAddress(location.href);
    addEventListener('route', follow);
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('route', follow);
      removeEventListener('popstate', follow);
    };
  }, []);
  const { pathname, searchParams } = new URL(address);
  const shown = ITEMS.find(({ id }) => String(id) === searchParams.get('id'));
  const isIn = (id) => cart.includes(id);
  const toggle = (id) => setCart(isIn(id) ? cart.filter((each) => each !== id) : [...cart, id]);
  const button = ({ id }) => (
    <button type="button" className="btn_inventory" onClick={() => toggle(id)}>
      {isIn(id) ? 'Remove' : 'Add to cart'}
    </button>
  );
  if (pathname.endsWith('/inventory-item.html') && shown)
    return (
      <div className="inventory_details">
        <div className="inventory_details_name">{shown.name}</div>
        <div className="inventory_details_price">${shown.price}</div>
        {button(shown)}
        <button type="button" onClick={() => go('/inventory.html')}>
          Back to products
        </button>
      </div>
    );
  return ITEMS.map((item) => (
    <div className="inventory_item" key={item.id}>
      <button
        type="button"
        id={`item_${item.id}_title_link`}
        onClick={() => go(`/inventory-item.html?id=${item.id}`)}
      >
        <div className="inventory_item_name">{item.name}</div>
      </button>
      <div className="inventory_item_price">${item.price}</div>
      {button(item)}
    </div>
  ));
}

createRoot(document.getElementById('root')).render(<Shop />);
