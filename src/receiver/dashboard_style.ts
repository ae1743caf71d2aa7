/** Colours, sizes and spaces of the panel; the last lines are what a chart of uPlot needs (MIT, Leon Sorokin). */
export const DASHBOARD_STYLE = `
:root {
  color-scheme: light dark;
  --accent: #3048c0; --text: #191c22; --muted: #59606e; --surface: #fff; --line: #dfe2e8; --track: #eceef3; --well: #1d6b3a; --ill: #a3242c;
}
@media (prefers-color-scheme: dark) {
  :root { --accent: #a5b4ff; --text: #e9ebf0; --muted: #a6adba; --surface: #16191f; --line: #323844; --track: #272c36; --well: #7fd49b; --ill: #ff9b9b; }
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
section + section, #codebooks, #codebooks + section, #codebooks > section + section { border-top: 1px solid var(--line); }
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
.zero { stroke: var(--muted); stroke-width: 1; }
#drift .bar { fill: var(--muted); }
#drift .changed .bar { fill: var(--accent); }
#drift .changed .value { font-weight: 600; }
h3 { font-size: 16px; line-height: 24px; margin-top: 16px; }
th[scope=row] { text-align: start; }
.part > table, .part > .scroll { margin-top: 8px; }
.state::before { content: ""; display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-inline-end: 8px; background: currentColor; }
.well { color: var(--well); }
.ill, .failed { color: var(--ill); }
.skeleton { height: 96px; border-radius: 8px; background: var(--track); margin-top: 16px; }
.tall { height: 480px; }
[hidden] { display: none !important; }
form { display: flex; flex-wrap: wrap; gap: 8px; margin: 16px 0 8px; }
input { font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--muted); border-radius: 8px; padding: 4px 12px; min-height: 40px; flex: 1 1 240px; max-width: 400px; }
button { font: inherit; font-weight: 600; color: var(--surface); background: var(--accent); border: 0; border-radius: 8px; padding: 4px 16px; min-height: 40px; cursor: pointer; }
.likes { list-style: none; padding: 0; display: grid; gap: 12px 24px; margin-top: 16px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr)); }
.likes h3 { margin: 0; font-size: 14px; line-height: 20px; }
.likes p { font-size: 14px; line-height: 20px; }
.likes .tags { color: var(--muted); font-size: 12px; }
.chart { margin: 16px 0 8px; min-height: 160px; width: 100%; overflow: hidden; }
.uplot, .uplot * { box-sizing: border-box; }
.uplot { width: min-content; line-height: 1.5; }
.u-wrap { position: relative; user-select: none; }
.u-over, .u-under, .u-axis { position: absolute; }
.u-under { overflow: hidden; }
.uplot canvas { display: block; position: relative; width: 100%; height: 100%; }
.u-select, .u-cursor-x, .u-cursor-y, .u-off { display: none; }
@media (max-width: 560px) {
  header label { flex: 1 1 40%; }
  header .brand { flex: 1 1 100%; }
  header select { max-width: 100%; width: 100%; }
  .bars li { grid-template-columns: 1fr auto; gap: 0 12px; padding: 4px 0; }
  .bars svg { grid-column: 1 / -1; grid-row: 2; height: 12px; }
}
@media print { header label, details { display: none; } }
`;
