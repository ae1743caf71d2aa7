export interface Money {
  readonly price: number;
  /** ISO 4217. */
  readonly currency?: string;
}

/** Signs that stand for one currency only; "$" and "¥" do not. */
const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '₹': 'INR', '₩': 'KRW', zł: 'PLN' };

/**
 * A price as feeds write it: "12.99 EUR", "EUR 12,99", "1,299.00 USD", "1.299,00 €", 12.99. Of two separators the
 * last is the decimal one; one alone is that too unless exactly three digits follow a comma. Undefined for all else.
 */
export function parseMoney(value: unknown): Money | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? { price: value } : undefined;
  if (typeof value !== 'string') return undefined;
  const found = /^\s*([^\d\s.,-]{1,4})?\s*(\d[\d.,'’\s]*)\s*([^\d\s.,-]{1,4})?\s*$/u.exec(value);
  if (!found) return undefined;
  const [, before, digits = '', after] = found;
  const price = Number(plainDigits(digits.replace(/['’\s]/g, '')));
  if (!Number.isFinite(price)) return undefined;
  const sign = (before ?? after ?? '').trim();
  const currency = /^[A-Za-z]{3}$/.test(sign) ? sign.toUpperCase() : SIGNS[sign];
  return currency === undefined ? { price } : { price, currency };
}

/** With a point for the decimals and nothing for the thousands. */
function plainDigits(digits: string): string {
  const comma = digits.lastIndexOf(',');
  const point = digits.lastIndexOf('.');
  if (comma === -1) return digits.indexOf('.') === point ? digits : digits.replace(/\./g, '');
  const isDecimal = comma > point && (point >= 0 || !/,\d{3}$/.test(digits)) && digits.indexOf(',') === comma;
  return isDecimal ? digits.replace(/\./g, '').replace(',', '.') : digits.replace(/,/g, '');
}
