import { init } from 'inkling';
import 'inkling/dist/inkling-recommendations.js';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const inkling = init({ assets: '/inkling/' });

const ITEMS = [
  { id: 'mug-1', name: 'Enamel mug', price: 12.5 },
  { id: 'tee-1', name: 'Long sleeve tee', price: 31 },
];

function Shop() {
  const [shown, setShown] = useState();
  return (
    <main>
      <nav>
        {ITEMS.map((item) => (
          <button type="button" key={item.id} onClick={() => setShown(item)}>
            {item.name}
          </button>
        ))}
      </nav>
      {shown && <Product key={shown.id} item={shown} />}
      <Consent />
      <inkling-recommendations count="4" heading="For you" />
    </main>
  );
}

function Product({ item }) {
  useEffect(() => {
    inkling.record({ kind: 'view', itemId: item.id });
  }, [item.id]);
  return (
    <article>
      <h1>{item.name}</h1>
      <p>€ {item.price.toFixed(2)}</p>
      <button type="button" onClick={() => inkling.record({ kind: 'cart_add', itemId: item.id })}>
        Add to cart
      </button>
    </article>
  );
}

function Consent() {
  const [isAsking, setAsking] = useState(true);
  if (!isAsking) return null;
  const answer = (record) => () => {
    inkling.consent({ record, release: false });
    setAsking(false);
  };
  return (
    <form>
      <p>May this shop remember, on your device, what you look at?</p>
      <button type="button" onClick={answer(true)}>
        Yes
      </button>
      <button type="button" onClick={answer(false)}>
        No
      </button>
    </form>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
