export const DASHBOARD_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inkling receiver</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/dashboard.css">
<script src="/dashboard.js" defer></script>
</head>
<body>
<header>
  <p class="brand">Inkling <span>receiver</span></p>
  <label>Site <select id="site"></select></label>
  <label>Period <select id="period"></select></label>
</header>
<main>
  <section aria-labelledby="headline">
    <p class="figure" id="total" aria-live="polite">–</p>
    <h1 id="headline">releases in this period</h1>
    <p class="note" id="status">Loading.</p>
  </section>
  <div id="codebooks"></div>
  <section aria-labelledby="intake-title">
    <h2 id="intake-title">Intake by period</h2>
    <div id="intake"></div>
  </section>
  <section class="note">
    <h2>How to read this</h2>
    <p>A release names one of K public profiles. Its own browser chose the true one or, at random, another; which of the two happened is known to nobody here. The bars are corrected for that: they are estimates of how many shoppers truly belong to a profile, and the line over a bar is its 95 % interval.</p>
    <p>Estimates under 50 are mostly noise and are not shown. Raw, uncorrected counts are at <a id="counts" href="/v1/sites">/counts</a>.</p>
  </section>
</main>
</body>
</html>
`;

export const DASHBOARD_STYLE = `
:root {
  color-scheme: light dark;
  --accent: #3048c0; --text: #191c22; --muted: #59606e; --surface: #fff; --line: #dfe2e8; --track: #eceef3;
}
@media (prefers-color-scheme: dark) {
  :root { --accent: #a5b4ff; --text: #e9ebf0; --muted: #a6adba; --surface: #16191f; --line: #323844; --track: #272c36; }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--surface); color: var(--text); font: 400 16px/24px system-ui, sans-serif; }
header, main { max-width: 848px; margin: 0 auto; padding: 16px 0; }
body { padding: 0 16px; }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; border-bottom: 1px solid var(--line); }
.brand { flex: 1; font-weight: 600; }
.brand span { color: var(--muted); font-weight: 400; }
label { color: var(--muted); font-size: 14px; }
select { font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 4px 8px; min-height: 32px; max-width: 60vw; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 8px; }
section { padding: 24px 0; }
section + section, #codebooks:not(:empty) + section, #codebooks > section { border-top: 1px solid var(--line); }
.figure { font-size: 28px; line-height: 36px; font-weight: 600; font-variant-numeric: tabular-nums; }
h1 { font-size: 16px; line-height: 24px; font-weight: 400; }
h2 { font-size: 20px; line-height: 28px; font-weight: 600; margin-bottom: 4px; }
.note { color: var(--muted); font-size: 14px; line-height: 20px; }
p { max-width: 68ch; }
.note h2 { color: var(--text); font-size: 16px; line-height: 24px; }
.note p + p { margin-top: 8px; }
a { color: var(--accent); text-underline-offset: 3px; }
.bars { list-style: none; padding: 0; margin: 16px 0 8px; display: grid; gap: 4px; }
.bars li { display: grid; grid-template-columns: minmax(96px, 24ch) 1fr minmax(12ch, max-content); gap: 12px; align-items: center; min-height: 28px; }
.bars .name { overflow-wrap: anywhere; font-size: 14px; line-height: 20px; }
.bars .value { font-size: 14px; line-height: 20px; text-align: end; font-variant-numeric: tabular-nums; }
.bars .value small { color: var(--muted); font-size: 12px; }
.bars .suppressed .name, .bars .suppressed .value { color: var(--muted); }
.bars svg { width: 100%; height: 20px; display: block; overflow: visible; }
.track { fill: var(--track); }
.bar { fill: var(--accent); }
.suppressed .bar { fill: var(--muted); opacity: .5; }
.halo { stroke: var(--surface); stroke-width: 5; stroke-linecap: round; }
.whisker { stroke: var(--text); stroke-width: 1.5; }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; padding: 4px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; line-height: 20px; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: end; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th:first-child, td:first-child { text-align: start; }
thead th { color: var(--muted); }
@media (max-width: 560px) {
  .bars li { grid-template-columns: 1fr auto; gap: 0 12px; padding: 4px 0; }
  .bars svg { grid-column: 1 / -1; grid-row: 2; height: 12px; }
}
@media print { header label, details { display: none; } }
`;
