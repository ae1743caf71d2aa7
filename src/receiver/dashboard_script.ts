/**
 * The dashboard's script, as it is served: plain JavaScript, so that there is nothing to build.
 * Names come from codebook files, so text enters the page as text nodes only.
 */
export const DASHBOARD_SCRIPT = `'use strict';
const REFRESH_MS = 5000;
const SVG = 'http://www.w3.org/2000/svg';
const byId = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

async function read(path) {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new Error('answer ' + response.status);
  return response.json();
}

/** Days that a period covers. */
function periodName(period, periodDays) {
  const start = period * periodDays * 86400000;
  return day.format(start) + ' – ' + day.format(start + (periodDays - 1) * 86400000);
}

/** A bar on a scale from 0 to max, its interval as a line with ends. All in per cent of the width. */
function bar({ count, low, high }, max) {
  const at = (value) => Math.max(0, Math.min(100, (100 * value) / max));
  const svg = shape('svg', { 'aria-hidden': 'true', focusable: 'false' });
  svg.append(
    shape('rect', { class: 'track', width: '100%', height: '100%', rx: 4 }),
    shape('rect', { class: 'bar', width: at(count) + '%', height: '100%', rx: 4 }),
  );
  if (low !== undefined) {
    // A halo first: the line must stand out from the bar and from the track.
    for (const kind of ['halo', 'whisker'])
      for (const [x1, x2, y1, y2] of [[low, high, '50%', '50%'], [low, low, '25%', '75%'], [high, high, '25%', '75%']])
        svg.append(shape('line', { class: kind, x1: at(x1) + '%', x2: at(x2) + '%', y1, y2 }));
  }
  return svg;
}

function barRow(name, value, detail, picture, kind) {
  const text = el('span', { class: 'value' }, value);
  if (detail) text.append(' ', el('small', {}, detail));
  return el('li', kind ? { class: kind } : {}, el('span', { class: 'name' }, name), picture, text);
}

function table(caption, heads, rows) {
  const head = el('thead', {}, el('tr', {}, ...heads.map((text) => el('th', { scope: 'col' }, text))));
  const body = el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map((text) => el('td', {}, text)))));
  const twin = el('div', { class: 'scroll', tabindex: '0' }, el('table', { 'aria-label': caption }, head, body));
  return el('details', { 'data-twin': caption }, el('summary', {}, 'As a table'), twin);
}

const nameOf = (name) => name[navigator.language] || name[navigator.language.split('-')[0]] || name.en;
const half = ({ low, high }) => '± ' + whole.format((high - low) / 2);
const positive = (count) => whole.format(Math.max(0, count));

function codebookSection(codebook) {
  const shown = codebook.cohorts.filter((cohort) => !cohort.isSuppressed).sort((a, b) => b.count - a.count);
  const rest = codebook.suppressed;
  const all = rest ? [...shown, rest] : shown;
  const max = Math.max(1, ...all.map(({ high }) => high));
  const bars = shown.map((cohort) =>
    barRow(nameOf(cohort.name), positive(cohort.count), half(cohort), bar(cohort, max)));
  const restName = rest && (rest.cells === codebook.K ? 'all ' : '') + rest.cells + ' small profiles together';
  if (rest) bars.push(barRow(restName, positive(rest.count), half(rest), bar(rest, max), 'suppressed'));
  const cells = (name, row) => [name, whole.format(row.count), whole.format(row.low), whole.format(row.high),
    row.share === null ? '–' : percent.format(row.share)];
  const rows = shown.map((cohort) => cells(nameOf(cohort.name), cohort));
  if (rest) rows.push(cells(restName, rest));
  for (const cohort of codebook.cohorts)
    if (cohort.isSuppressed) rows.push([nameOf(cohort.name), 'not shown', '', '', '']);
  const odds = 'Could have been any of ' + codebook.K + '; the true one with odds of 1 in ' +
    tenths.format(1 / codebook.p) + '. Codebook ' + codebook.codebook.slice(0, 12) + ', epsilon ' + codebook.epsilonMilli / 1000 + '.';
  return el('section', { 'aria-label': 'Cohorts of ' + codebook.model },
    el('h2', {}, 'Cohorts, model ' + codebook.model),
    el('p', { class: 'note' }, odds),
    el('ul', { class: 'bars' }, ...bars),
    table('Cohorts of ' + codebook.model, ['Profile', 'Estimate', '95 % from', 'to', 'Share'], rows));
}

function intakeSection(periods, periodDays) {
  if (periods.length === 0) return [el('p', { class: 'note' }, 'No release has arrived yet.')];
  const recent = periods.slice(-13);
  const max = Math.max(...recent.map(({ releases }) => releases));
  const bars = recent.map(({ period, releases }) =>
    barRow(periodName(period, periodDays), whole.format(releases), '', bar({ count: releases }, max)));
  const rows = recent.map(({ period, releases }) => [String(period), periodName(period, periodDays), whole.format(releases)]);
  return [el('ul', { class: 'bars' }, ...bars), table('Intake', ['Period', 'Days', 'Releases'], rows)];
}

/** Puts new nodes in place and leaves open what the reader had opened. */
function replace(place, nodes) {
  const open = [...place.querySelectorAll('details[open]')].map((node) => node.dataset.twin);
  place.replaceChildren(...nodes);
  for (const node of place.querySelectorAll('details')) node.open = open.includes(node.dataset.twin);
}

/** Fills a select, only when its options changed: an open list must not close under the reader. */
function choices(select, options) {
  if (select.dataset.options === JSON.stringify(options)) return;
  const chosen = select.value;
  select.dataset.options = JSON.stringify(options);
  select.replaceChildren(...options.map(([value, text]) => el('option', { value }, text)));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}

let shown = '';
async function refresh() {
  const { sites, periodDays, currentPeriod } = await read('/v1/sites');
  choices(byId('site'), sites.map(({ site }) => [site, site]));
  const { site, periods } = sites.find((one) => one.site === byId('site').value) || sites[0];
  const known = periods.length > 0 ? periods.map(({ period }) => period).reverse() : [currentPeriod];
  choices(byId('period'), [['', 'Latest'], ...known.map((period) => [String(period), periodName(period, periodDays)])]);
  const chosen = byId('period').value;
  const path = '/v1/sites/' + encodeURIComponent(site);
  const cohorts = await read(path + '/cohorts' + (chosen && '?period=' + chosen));
  byId('counts').href = path + '/counts?period=' + cohorts.from;
  byId('status').textContent = periodName(cohorts.from, periodDays) + '. ' +
    (cohorts.total === 0 ? 'No release has arrived yet.' : 'Corrected for the randomness of each release, with 95 % intervals.');
  const next = JSON.stringify([cohorts, periods]);
  if (next === shown) return;
  shown = next;
  byId('total').textContent = whole.format(cohorts.total);
  replace(byId('codebooks'), cohorts.codebooks.filter(({ total }) => total > 0).map(codebookSection));
  replace(byId('intake'), intakeSection(periods, periodDays));
}

async function keepFresh() {
  try {
    if (!document.hidden) await refresh();
  } catch {
    byId('status').textContent = 'The receiver does not answer. What is shown may be old.';
  }
  setTimeout(keepFresh, REFRESH_MS);
}

const now = () => refresh().catch(() => {}); // the next round of keepFresh says what is wrong
byId('site').addEventListener('change', now);
byId('period').addEventListener('change', now);
document.addEventListener('visibilitychange', () => document.hidden || now());
keepFresh();
`;
