import type { Preset } from '../../src/contract/preset.ts';
import { COLOURWAYS } from '../../src/simulate/catalogue_words.ts';
import type { Named } from '../../src/simulate/magazine.ts';
import { type Html, html, json, raw } from '../demo_shop_html.ts';
import type { Page } from '../demo_shop_pages.ts';
import { EN, type SiteTexts, ZH } from './texts.ts';

/** What every page of magazine and academy is made with. */
export interface SiteContext {
  readonly texts: SiteTexts;
  /** "http://127.0.0.1:4317": structured data wants whole addresses. */
  readonly origin: string;
  readonly url: URL;
}

/** A small site beside the shop, that offers something else. */
export interface Site {
  readonly name: 'magazine' | 'academy';
  readonly preset: Preset;
  readonly sections: readonly Named[];
  /** The page at a path below the site's own, or undefined. */
  pageFor(context: SiteContext, path: readonly string[]): Page | undefined;
}

/** What stands around a page of the site: the slots of `public/site.html`. */
export function siteSlots(context: SiteContext, site: Site, page: Page): Readonly<Record<string, Html>> {
  const { texts, url } = context;
  const place = texts[site.name];
  const base = `/${site.name}`;
  const other = texts.lang === 'en' ? 'zh-CN' : 'en';
  return {
    title: html`${page.title}`,
    description: html`${page.description}`,
    head: page.head ?? html``,
    body: page.body,
    site: html`${site.name}`,
    skip: html`${texts.skip}`,
    name: html`${place.name}`,
    base: html`${base}`,
    sections: html`${place.sections}`,
    nav: html`${site.sections.map(({ slug, [texts.code]: name }) => {
      const path = `${base}/${slug}`;
      return html`<li><a href="${path}"${url.pathname === path && html` aria-current="true"`}>${name}</a></li>`;
    })}`,
    profile: html`${texts.profile}`,
    footer: html`${place.footer}`,
    footerPrivacy: html`${texts.footerPrivacy}`,
    language: html`<a href="${url.pathname}?lang=${other}" lang="${other}" hreflang="${other}">${texts.language}</a>`,
    consent: html`<section class="consent" aria-labelledby="consent-title" data-consent hidden>
<div><h2 id="consent-title">${place.consentTitle}</h2><p>${place.consentText}</p></div>
<div class="consent-choices"><button type="button" class="button quiet" value="record">${texts.record}</button><button type="button" class="button quiet" value="none">${texts.none}</button></div>
</section>`,
  };
}

export const textsFor = (lang: string): SiteTexts => (lang === 'en' ? EN : ZH);

export const structuredData = (value: Record<string, unknown>): Html =>
  html`<script type="application/ld+json">${json({ '@context': 'https://schema.org', ...value })}</script>\n`;

/** What a list shows, told as a list: the browser learns what there is to recommend. */
export const listData = (nodes: readonly Record<string, unknown>[]): Html =>
  structuredData({
    '@type': 'ItemList',
    itemListElement: nodes.map((item, i) => ({ '@type': 'ListItem', position: i + 1, item })),
  });

/** The trail from the site's front page, as a person and as a machine read it. */
export function breadcrumbs(
  { texts, origin }: SiteContext,
  site: string,
  crumbs: readonly { readonly name: string; readonly path: string }[],
): { readonly body: Html; readonly head: Html } {
  const steps = [{ name: texts.home, path: `/${site}/` }, ...crumbs];
  return {
    body: html`<nav class="breadcrumbs" aria-label="${texts.youAreHere}"><ol role="list">${steps.map(
      ({ name, path }, i) =>
        i === steps.length - 1
          ? html`<li aria-current="page">${name}</li>`
          : html`<li><a href="${path}">${name}</a></li>`,
    )}</ol></nav>`,
    head: structuredData({
      '@type': 'BreadcrumbList',
      itemListElement: steps.map(({ name, path }, i) => ({
        '@type': 'ListItem',
        position: i + 1,
        name,
        item: origin + path,
      })),
    }),
  };
}

/** The drawing on its own tint, which goes on where the place is wider than the drawing. */
export const picture = (image: string, size: number, isLazy = true): Html =>
  html`<img class="picture tinted" style="--h:${hueOf(image)}" src="${image}" alt="" width="${size}" height="${size}"${raw(isLazy ? ' loading="lazy"' : ' fetchpriority="high"')} decoding="async">`;

/** The place for the row; empty and without height until something fills it. */
export const forYou = ({ texts }: SiteContext, count: number): Html =>
  html`<inkling-recommendations class="for-you" count="${count}" heading="${texts.forYou}"></inkling-recommendations>`;

const hueOf = (image: string): number => COLOURWAYS.find(({ slug }) => image.endsWith(`-${slug}`))?.hue ?? 0;

export function profilePage({ texts }: SiteContext, site: Site['name']): Page {
  const { name, profileText } = texts[site];
  return {
    status: 200,
    title: `${texts.profile} · ${name}`,
    description: profileText,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<h1 class="visually-hidden">${texts.profile}</h1>
<inkling-panel></inkling-panel>`,
  };
}

export function missingPage({ texts }: SiteContext, site: Site['name']): Page {
  return {
    status: 404,
    title: `${texts.notFound} · ${texts[site].name}`,
    description: texts.notFoundText,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="title"><h1>${texts.notFound}</h1><p>${texts.notFoundText}</p></div>`,
  };
}
