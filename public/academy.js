import { askConsent } from './consent.js';
import { rememberRow } from './row.js';

const KEY = 'shop.courses';

askConsent();
rememberRow();
showBadges();
wireCourse();

/** How far each course is: by its slug the lessons that are done. */
function progress() {
  return JSON.parse(localStorage.getItem(KEY) ?? '{}');
}

function showBadges() {
  const courses = progress();
  for (const card of document.querySelectorAll('[data-card]')) {
    const done = courses[card.dataset.card];
    if (!done) continue;
    const badge = card.querySelector('[data-badge]');
    badge.textContent = done.length < 4 ? badge.dataset.begun : badge.dataset.finished;
    badge.hidden = false;
  }
}

function wireCourse() {
  const article = document.querySelector('[data-course]');
  if (!article) return;
  const slug = article.dataset.course;
  const begin = article.querySelector('[data-begin]');
  const status = article.querySelector('[data-status]');
  const lessons = [...article.querySelectorAll('[data-lesson]')];
  const show = () => {
    const done = progress()[slug];
    const isFinished = done?.length === lessons.length;
    begin.hidden = Boolean(done);
    article.querySelector('[data-hint]').hidden = !done || isFinished;
    status.textContent = isFinished ? status.dataset.finished : done ? status.dataset.begun : '';
    for (const [i, box] of lessons.entries()) {
      box.disabled = !done || isFinished;
      box.checked = done?.includes(i) ?? false;
    }
  };
  const keep = (done) => {
    localStorage.setItem(KEY, JSON.stringify({ ...progress(), [slug]: done }));
    show();
  };
  show();
  begin.addEventListener('click', () => {
    keep([]);
    // GA4's own events, about the course of this page.
    window.dataLayer.push({ event: 'tutorial_begin' });
    lessons[0].focus();
  });
  for (const box of lessons)
    box.addEventListener('change', () => {
      const done = lessons.flatMap((each, i) => (each.checked ? [i] : []));
      keep(done);
      if (done.length === lessons.length) window.dataLayer.push({ event: 'tutorial_complete' });
    });
}
