import { ARTICLES, type Article, SECTIONS } from '../../src/simulate/magazine.ts';
import { type Html, html } from '../demo_shop_html.ts';
import type { Page } from '../demo_shop_pages.ts';
import {
  breadcrumbs,
  forYou,
  listData,
  missingPage,
  picture,
  profilePage,
  type Site,
  type SiteContext,
  structuredData,
} from './site.ts';

/** Articles with authors to follow, things to like, save and share: the preset `content`. */
export const MAGAZINE: Site = {
  name: 'magazine',
  preset: 'content',
  sections: SECTIONS,
  pageFor(context, [first = '', second, ...rest]) {
    if (rest.length > 0) return undefined;
    if (first === '' && second === undefined) return homePage(context);
    if (first === 'profile' && second === undefined) return profilePage(context, 'magazine');
    if (first === 'by' && second) return authorPage(context, second);
    const section = SECTIONS.find(({ slug }) => slug === first);
    if (!section) return undefined;
    if (second === undefined) return sectionPage(context, first);
    const article = ARTICLES.find(({ slug }) => slug === second);
    return article?.section.slug === first ? articlePage(context, article) : undefined;
  },
};

const urlOf = ({ section, slug }: Article): string => `/magazine/${section.slug}/${slug}`;

const authorSlug = (author: string): string => author.toLowerCase().replaceAll(' ', '-');

function homePage(context: SiteContext): Page {
  const { magazine } = context.texts;
  const [lead, ...rest] = ARTICLES as [Article, ...Article[]];
  return {
    status: 200,
    title: `${magazine.name}: ${magazine.tagline}`,
    description: magazine.intro,
    head: listOf(context, ARTICLES),
    body: html`<div class="masthead"><h1>${magazine.tagline}</h1><p>${magazine.intro}</p></div>
${leadCard(context, lead)}
${forYou(context, 6)}
<section class="section"><div class="section-head"><h2>${magazine.latest}</h2></div>${grid(context, rest)}</section>`,
  };
}

function sectionPage(context: SiteContext, slug: string): Page {
  const { texts } = context;
  const articles = ARTICLES.filter(({ section }) => section.slug === slug);
  const name = articles[0]!.section[texts.code];
  const crumbs = breadcrumbs(context, 'magazine', [{ name, path: `/magazine/${slug}` }]);
  return {
    status: 200,
    title: `${name} · ${texts.magazine.name}`,
    description: `${name}. ${texts.magazine.intro}`,
    head: html`${crumbs.head}${listOf(context, articles)}`,
    body: html`${crumbs.body}<div class="title"><h1>${name}</h1></div>
${grid(context, articles)}
${forYou(context, 6)}`,
  };
}

function authorPage(context: SiteContext, slug: string): Page {
  const { texts } = context;
  const articles = ARTICLES.filter(({ author }) => authorSlug(author) === slug);
  if (articles.length === 0) return missingPage(context, 'magazine');
  const { author } = articles[0]!;
  const title = texts.magazine.articlesBy(author);
  const crumbs = breadcrumbs(context, 'magazine', [{ name: author, path: context.url.pathname }]);
  return {
    status: 200,
    title: `${title} · ${texts.magazine.name}`,
    description: title,
    head: html`${crumbs.head}${listOf(context, articles)}`,
    body: html`${crumbs.body}<div class="title byline-title"><h1>${title}</h1>${followButton(context, author)}</div>
${grid(context, articles)}
${forYou(context, 6)}`,
  };
}

function articlePage(context: SiteContext, article: Article): Page {
  const { texts, origin } = context;
  const { magazine, code } = texts;
  const [title, summary, ...paragraphs] = article[code];
  const section = article.section[code];
  const url = urlOf(article);
  const crumbs = breadcrumbs(context, 'magazine', [
    { name: section, path: `/magazine/${article.section.slug}` },
    { name: title, path: url },
  ]);
  const more = ARTICLES.filter(({ section, slug }) => section === article.section && slug !== article.slug);
  const related = more.length > 0 ? more : ARTICLES.slice(0, 3);
  return {
    status: 200,
    title: `${title} · ${magazine.name}`,
    description: summary,
    head: html`<meta property="og:type" content="article">
<meta property="og:title" content="${title}">
<meta property="og:url" content="${origin + url}">
<link rel="canonical" href="${origin + url}">
${structuredData({ ...nodeOf(context, article), datePublished: article.published, publisher: { '@type': 'Organization', name: magazine.name } })}${crumbs.head}${listOf(context, related)}`,
    body: html`${crumbs.body}
<article class="story" data-article="${url}">
<header><p class="kicker"><a class="plain" href="/magazine/${article.section.slug}">${section}</a></p>
<h1>${title}</h1><p class="summary">${summary}</p>
<p class="byline">${magazine.by} <a href="/magazine/by/${authorSlug(article.author)}">${article.author}</a> ${followButton(context, article.author)}</p>
<p class="meta">${dateOf(context, article)} · ${magazine.minutes(article.minutes)}</p></header>
${picture(article.image, 480, false)}
<div class="prose">${paragraphs.map((text) => html`<p>${text}</p>`)}</div>
<p class="acts">${act('like', magazine.like, HEART)}${act('wishlist', magazine.save, BOOKMARK)}<button type="button" class="button quiet" data-share="${magazine.shared}">${SHARE}${magazine.share}</button></p>
<p class="status" role="status" data-status></p>
</article>
${forYou(context, 6)}
<section class="section"><div class="section-head"><h2>${magazine.more(section)}</h2></div>${grid(context, related)}</section>`,
  };
}

const icon = (path: string): Html =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
const HEART = icon(
  'M12 20.5S3.5 15.6 3.5 9.3A4.8 4.8 0 0 1 12 6.6a4.8 4.8 0 0 1 8.5 2.7c0 6.3-8.5 11.2-8.5 11.2Z',
);
const BOOKMARK = icon('M6.5 4h11v16.5L12 16.5l-5.5 4Z');
const SHARE = icon('M12 15V4m0 0L8 8m4-4 4 4M5 13v6.5h14V13');

const act = (kind: string, label: string, drawing: Html): Html =>
  html`<button type="button" class="button quiet" data-act="${kind}" aria-pressed="false">${drawing}${label}</button>`;

const followButton = ({ texts: { magazine } }: SiteContext, author: string): Html =>
  html`<button type="button" class="button quiet follow" data-follow="${author}" aria-pressed="false"><span class="off">${magazine.follow}</span><span class="on">${magazine.following}</span><span class="visually-hidden"> ${author}</span></button>`;

const grid = (context: SiteContext, articles: readonly Article[]): Html =>
  html`<ul class="stories" role="list">${articles.map((article) => card(context, article))}</ul>`;

function card(context: SiteContext, article: Article): Html {
  const { magazine, code } = context.texts;
  const [title, summary] = article[code];
  return html`<li class="card"><a href="${urlOf(article)}">${picture(article.image, 280)}
<span class="brand">${article.section[code]}</span><span class="name">${title}</span></a>
<p class="excerpt">${summary}</p>
<p class="meta">${article.author} · ${magazine.minutes(article.minutes)}</p></li>
`;
}

function leadCard(context: SiteContext, article: Article): Html {
  const { magazine, code } = context.texts;
  const [title, summary] = article[code];
  return html`<section class="lead-story"><a href="${urlOf(article)}" tabindex="-1" aria-hidden="true">${picture(article.image, 480, false)}</a>
<div><p class="kicker">${article.section[code]}</p><h2><a class="plain" href="${urlOf(article)}">${title}</a></h2><p class="summary">${summary}</p>
<p class="meta">${article.author} · ${dateOf(context, article)} · ${magazine.minutes(article.minutes)}</p></div></section>`;
}

const dateOf = ({ texts }: SiteContext, { published }: Article): Html =>
  html`<time datetime="${published}">${new Intl.DateTimeFormat(texts.lang === 'en' ? 'en-GB' : texts.lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(published))}</time>`;

const listOf = (context: SiteContext, articles: readonly Article[]): Html =>
  listData(articles.map((article) => nodeOf(context, article)));

const nodeOf = ({ texts: { code }, origin }: SiteContext, article: Article): Record<string, unknown> => ({
  '@type': 'Article',
  headline: article[code][0],
  description: article[code][1],
  url: origin + urlOf(article),
  image: origin + article.image,
  articleSection: article.section[code],
  author: { '@type': 'Person', name: article.author },
});
