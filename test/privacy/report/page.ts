import type { AuditReport } from '../audit/run_audits.ts';
import type { RunFacts } from './markdown.ts';
import { drawPlot, escapeHtml } from './plots.ts';
import { auditTable, countsOf, headlineOf, type Section, sectionsOf, type Table } from './sections.ts';

/** The report as one self-contained page: no script, nothing fetched, light and dark. */
export function toPage(report: AuditReport, { command, seconds }: RunFacts): string {
  const { figure, means, verdict } = headlineOf(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inkling: privacy audit</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><p class="brand">Inkling <span>privacy audit</span></p></header>
<main>
<section>
<p class="figure">${escapeHtml(figure)}</p>
<h1>${escapeHtml(means)}</h1>
<p class="verdict">${escapeHtml(verdict)}</p>
<p class="note">Made by <code>${escapeHtml(command)}</code> in ${Math.round(seconds)} s: ${escapeHtml(countsOf(report))}</p>
</section>
${sectionsOf(report).map(sectionHtml).join('\n')}
<section>
<h2>Every audit</h2>
${tableHtml(auditTable(report.audits))}
</section>
</main>
</body>
</html>
`;
}

const sectionHtml = ({ title, text, plot, table }: Section): string => `<section>
<h2>${escapeHtml(title)}</h2>
${text.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
${plot ? drawPlot(plot) : ''}
${tableHtml(table)}
</section>`;

function tableHtml({ head, rows }: Table): string {
  const cells = (tag: string, list: readonly string[]) =>
    list
      .map((cell) => `<${tag}${isNumber(cell) ? ' class="number"' : ''}>${escapeHtml(cell)}</${tag}>`)
      .join('');
  const body = rows.map(
    (row) => `<tr${row.includes('FAIL') ? ' class="fail"' : ''}>${cells('td', row)}</tr>`,
  );
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(head.filter(Boolean).join(', '))}"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

const isNumber = (cell: string): boolean => /^[\d.,e+-]+$/.test(cell);

const STYLE = `
:root {
  color-scheme: light dark;
  --accent: #3048c0; --text: #191c22; --muted: #59606e; --surface: #fff; --line: #dfe2e8; --track: #eceef3; --danger: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root { --accent: #a5b4ff; --text: #e9ebf0; --muted: #a6adba; --surface: #16191f; --line: #323844; --track: #272c36; --danger: #ffaaa1; }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--surface); color: var(--text); font: 400 16px/24px system-ui, sans-serif; padding: 0 16px; }
header, main { max-width: 848px; margin: 0 auto; padding: 16px 0; }
header { border-bottom: 1px solid var(--line); }
.brand { font-weight: 600; }
.brand span { color: var(--muted); font-weight: 400; }
section { padding: 24px 0; }
section + section { border-top: 1px solid var(--line); }
.figure { font-size: 28px; line-height: 36px; font-weight: 600; font-variant-numeric: tabular-nums; }
h1 { font-size: 16px; line-height: 24px; font-weight: 400; max-width: 68ch; }
h2 { font-size: 20px; line-height: 28px; font-weight: 600; margin-bottom: 8px; }
p { max-width: 68ch; }
p + p { margin-top: 8px; }
.verdict { font-weight: 600; margin-top: 8px; }
.note, figcaption { color: var(--muted); font-size: 14px; line-height: 20px; }
code { font-size: 14px; }
figure { margin: 16px 0; }
svg { display: block; width: 100%; height: auto; min-width: 560px; }
figure { overflow-x: auto; }
svg text { font: 400 14px system-ui, sans-serif; fill: var(--text); }
svg .label { text-anchor: end; fill: var(--muted); }
svg .value { font-variant-numeric: tabular-nums; }
svg .tick { text-anchor: middle; font-size: 12px; fill: var(--muted); }
.ours { fill: var(--accent); }
.rival { fill: var(--track); stroke: var(--muted); stroke-width: 1; }
.dot { fill: var(--accent); fill-opacity: .7; }
.limit { stroke: var(--text); stroke-width: 2; }
.axis { stroke: var(--muted); }
.grid { stroke: var(--line); }
.table { overflow-x: auto; margin-top: 12px; }
.table:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 8px; }
table { border-collapse: collapse; font-size: 14px; line-height: 20px; }
th, td { text-align: start; padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
td:not(:first-child) { white-space: nowrap; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.fail td { color: var(--danger); font-weight: 600; }
@media print { .table, figure { overflow: visible; } section { break-inside: avoid; } }
`;
