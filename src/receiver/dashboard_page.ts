/** The page without numbers: its script fills it, in the reader's language. */
const section = (id: string, key: string, title: string): string => `
  <section aria-labelledby="${id}-title">
    <h2 id="${id}-title" data-text="${key}">${title}</h2>
    <div id="${id}" class="part" aria-busy="true"><div class="skeleton"></div></div>
  </section>`;

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
  <p class="brand">Inkling <span data-text="receiver">receiver</span></p>
  <label><span data-text="site">Site</span> <select id="site"></select></label>
  <label><span data-text="period">Period</span> <select id="period"></select></label>
  <label><span data-text="language">Language</span> <select id="language"><option value="en" lang="en">English</option><option value="zh-CN" lang="zh-CN">简体中文</option></select></label>
</header>
<main>
<noscript><p>This page draws what <a href="/v1/sites">/v1/sites</a> answers, and needs its script for that.</p></noscript>
<section id="locked" aria-labelledby="locked-title" hidden>
  <h1 id="locked-title" data-text="locked">Read token</h1>
  <p class="note" data-text="lockedNote"></p>
  <form id="unlock">
    <input id="token" type="password" aria-labelledby="locked-title" autocomplete="off" required>
    <button data-text="open">Show</button>
  </form>
  <p id="wrong" class="failed" role="alert" data-text="wrongToken" hidden></p>
</section>
<div id="open">
  <section aria-labelledby="headline">
    <p class="figure" id="total">–</p>
    <h1 id="headline" data-text="headline">releases in this period</h1>
    <p class="note" id="status-line" aria-live="polite" data-text="loading">Loading.</p>
  </section>
  <div id="codebooks" class="part" aria-busy="true"><div class="skeleton tall"></div></div>
${section('likes', 'likes', 'What each cohort likes')}
${section('drift', 'drift', 'Change since the period before')}
${section('intake', 'intake', 'Intake by day')}
${section('status', 'running', 'This receiver')}
${section('refusals', 'refusals', 'Refused requests by rule')}
${section('quarantine', 'quarantine', 'Quarantine')}
  <section class="note" aria-labelledby="how-title">
    <h2 id="how-title" data-text="how">How to read this</h2>
    <p data-text="how1"></p>
    <p><span data-text="how2"></span> <a href="/api">/api</a>.</p>
  </section>
</div>
</main>
</body>
</html>
`;
