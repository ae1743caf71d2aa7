import { DEPARTMENTS } from '../src/simulate/catalogue.ts';
import { type Html, html, json } from './demo_shop_html.ts';
import type { Page } from './demo_shop_pages.ts';
import { type Context, categoryName } from './demo_shop_parts.ts';

/** What stands around every page: the layout's slots. */
export function frameSlots(context: Context, page: Page): Readonly<Record<string, Html>> {
  const { texts, url, shelves } = context;
  const path = url.pathname;
  const other = texts.lang === 'en' ? 'zh-CN' : 'en';
  const { consent } = texts;
  return {
    title: html`${page.title}`,
    description: html`${page.description}`,
    head: page.head ?? html``,
    body: page.body,
    skip: html`${texts.skip}`,
    shop: html`${texts.shop}`,
    departments: html`${texts.departments}`,
    nav: html`${DEPARTMENTS.map(({ slug, name }) => {
      const isCurrent = path === `/c/${slug}` || path.startsWith(`/c/${slug}/`);
      return html`<li><a href="/c/${slug}"${isCurrent && html` aria-current="true"`}>${categoryName(context, name)}</a></li>`;
    })}`,
    search: html`${texts.search}`,
    searchHint: html`${texts.searchHint(shelves.items.length.toLocaleString(texts.lang))}`,
    query: html`${path === '/search' ? (url.searchParams.get('q') ?? '') : ''}`,
    profile: html`${texts.profile}`,
    cart: html`${texts.cart}`,
    footer: html`${texts.footer}`,
    footerPrivacy: html`${texts.footerPrivacy}`,
    language: html`<a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${texts.language}</a>`,
    consent: html`<section class="consent" aria-labelledby="consent-title" data-consent hidden>
<div><h2 id="consent-title">${consent.title}</h2><p>${consent.text}</p></div>
<div class="consent-choices"><button type="button" class="button quiet" value="record">${consent.record}</button><button type="button" class="button quiet" value="release">${consent.release}</button><button type="button" class="button quiet" value="none">${consent.none}</button></div>
</section>`,
    texts: html`<script type="application/json" id="shop-texts">${json({
      lang: texts.lang === 'en' ? 'en-US' : texts.lang,
      added: texts.added,
      viewCart: texts.viewCart,
      free: texts.free,
    })}</script>`,
  };
}
