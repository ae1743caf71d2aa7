import { COURSES, type Course, SUBJECTS } from '../../src/simulate/academy.ts';
import { type Html, html } from '../demo_shop_html.ts';
import type { Page } from '../demo_shop_pages.ts';
import {
  breadcrumbs,
  forYou,
  listData,
  picture,
  profilePage,
  type Site,
  type SiteContext,
  structuredData,
} from './site.ts';

/** Courses to start and to finish: the preset `course`. */
export const ACADEMY: Site = {
  name: 'academy',
  preset: 'course',
  sections: SUBJECTS,
  pageFor(context, [first = '', second, ...rest]) {
    if (rest.length > 0) return undefined;
    if (first === '' && second === undefined) return homePage(context);
    if (first === 'profile' && second === undefined) return profilePage(context, 'academy');
    const subject = SUBJECTS.find(({ slug }) => slug === first);
    if (!subject) return undefined;
    if (second === undefined) return subjectPage(context, first);
    const course = COURSES.find(({ slug }) => slug === second);
    return course?.subject.slug === first ? coursePage(context, course) : undefined;
  },
};

const HERO_PICTURES = 8;

const urlOf = ({ subject, slug }: Course): string => `/academy/${subject.slug}/${slug}`;

function homePage(context: SiteContext): Page {
  const { academy, code } = context.texts;
  const faces = COURSES.filter((_, i) => i % 3 === 0).slice(0, HERO_PICTURES);
  return {
    status: 200,
    title: `${academy.name}: ${academy.tagline}`,
    description: academy.intro,
    head: listOf(context, COURSES),
    body: html`<section class="hero"><div><h1>${academy.tagline}</h1><p>${academy.intro}</p><a class="button" href="#courses">${academy.all}</a></div>
<div class="collage" aria-hidden="true">${faces.map(({ image }) => picture(image, 160, false))}</div></section>
${forYou(context, 6)}
<div id="courses">${SUBJECTS.map(
      (
        subject,
      ) => html`<section class="section"><div class="section-head"><h2><a class="plain" href="/academy/${subject.slug}">${subject[code]}</a></h2></div>
${grid(
  context,
  COURSES.filter((course) => course.subject.slug === subject.slug),
)}</section>`,
    )}</div>`,
  };
}

function subjectPage(context: SiteContext, slug: string): Page {
  const { texts } = context;
  const courses = COURSES.filter(({ subject }) => subject.slug === slug);
  const name = courses[0]!.subject[texts.code];
  const crumbs = breadcrumbs(context, 'academy', [{ name, path: `/academy/${slug}` }]);
  return {
    status: 200,
    title: `${name} · ${texts.academy.name}`,
    description: `${name}. ${texts.academy.intro}`,
    head: html`${crumbs.head}${listOf(context, courses)}`,
    body: html`${crumbs.body}<div class="title"><h1>${name}</h1></div>
${grid(context, courses)}
${forYou(context, 6)}`,
  };
}

function coursePage(context: SiteContext, course: Course): Page {
  const { texts, origin } = context;
  const { academy, code } = texts;
  const [name, summary, ...lessons] = course[code];
  const url = urlOf(course);
  const crumbs = breadcrumbs(context, 'academy', [
    { name: course.subject[code], path: `/academy/${course.subject.slug}` },
    { name, path: url },
  ]);
  const related = COURSES.filter(({ subject, slug }) => subject === course.subject && slug !== course.slug);
  const fact = (label: string, value: string): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  return {
    status: 200,
    title: `${name} · ${academy.name}`,
    description: summary,
    head: html`<link rel="canonical" href="${origin + url}">
${structuredData(nodeOf(context, course))}${crumbs.head}${listOf(context, related)}`,
    body: html`${crumbs.body}
<article class="item course" data-course="${course.slug}">
<div class="item-picture">${picture(course.image, 640, false)}</div>
<div class="item-facts"><p class="brand">${course.school}</p><h1>${name}</h1><p class="description">${summary}</p>
<dl class="facts">${fact(academy.facts.level, academy.levels[course.level])}${fact(academy.facts.hours, academy.hours(course.hours))}${fact(academy.facts.price, priceOf(context, course))}</dl>
<button type="button" class="button" data-begin>${academy.begin}</button>
<p class="status" role="status" data-status data-begun="${academy.begun}" data-finished="${academy.finished}"></p>
<h2 class="lessons-title">${academy.lessons}</h2>
<ol class="lessons" role="list">${lessons.map(
      (lesson, i) =>
        html`<li><label><input type="checkbox" data-lesson="${i}" disabled> <span>${i + 1}. ${lesson}</span></label></li>`,
    )}</ol>
<p class="note" data-hint hidden>${academy.progress}</p>
</div></article>
${forYou(context, 6)}
<section class="section"><div class="section-head"><h2>${academy.more(course.subject[code])}</h2></div>${grid(context, related)}</section>`,
  };
}

const grid = (context: SiteContext, courses: readonly Course[]): Html =>
  html`<ul class="grid" role="list">${courses.map((course) => card(context, course))}</ul>`;

function card(context: SiteContext, course: Course): Html {
  const { academy, code } = context.texts;
  return html`<li class="card" data-card="${course.slug}"><a href="${urlOf(course)}">${picture(course.image, 280)}
<span class="badge" data-badge data-begun="${academy.begun}" data-finished="${academy.finished}" hidden></span>
<span class="brand">${course.school}</span><span class="name">${course[code][0]}</span></a>
<p class="meta">${academy.levels[course.level]} · ${academy.hours(course.hours)} · ${priceOf(context, course)}</p></li>
`;
}

const priceOf = ({ texts }: SiteContext, { price }: Course): string =>
  price === 0
    ? texts.academy.free
    : new Intl.NumberFormat(texts.lang === 'en' ? 'en-US' : texts.lang, {
        style: 'currency',
        currency: 'USD',
        trailingZeroDisplay: 'stripIfInteger',
      } as Intl.NumberFormatOptions).format(price);

const listOf = (context: SiteContext, courses: readonly Course[]): Html =>
  listData(courses.map((course) => nodeOf(context, course)));

const nodeOf = ({ texts: { code }, origin }: SiteContext, course: Course): Record<string, unknown> => ({
  '@type': 'Course',
  name: course[code][0],
  description: course[code][1],
  url: origin + urlOf(course),
  image: origin + course.image,
  about: course.subject[code],
  educationalLevel: course.level,
  provider: { '@type': 'Organization', name: course.school },
  ...(course.price > 0 && {
    offers: { '@type': 'Offer', price: course.price.toFixed(2), priceCurrency: 'USD', category: 'Paid' },
  }),
});
