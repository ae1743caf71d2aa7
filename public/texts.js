/** The few texts that scripts write; the server wrote the rest. */
export const texts = JSON.parse(document.getElementById('shop-texts').textContent);

const format = new Intl.NumberFormat(texts.lang, {
  style: 'currency',
  currency: 'USD',
  trailingZeroDisplay: 'stripIfInteger',
});

export const money = (amount) => format.format(amount);
