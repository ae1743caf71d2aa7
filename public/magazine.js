import { askConsent } from './consent.js';
import { rememberRow } from './row.js';

const KEY = 'shop.acts';

askConsent();
rememberRow();

const article = document.querySelector('[data-article]')?.dataset.article;

for (const button of document.querySelectorAll('[data-act]')) {
  const kind = button.dataset.act;
  remember(button, `${kind} ${article}`, (isOn) => {
    // What is taken back is taken back in the panel; Inkling has no "no longer liked".
    if (isOn) tell('record', { kind, itemId: article });
  });
}

for (const button of document.querySelectorAll('[data-follow]')) {
  const target = button.dataset.follow;
  remember(button, `follow ${target}`, (on) => tell('relate', { kind: 'follow_person', target, on }));
}

document.querySelector('[data-share]')?.addEventListener('click', async ({ currentTarget }) => {
  const status = document.querySelector('[data-status]');
  // GA4's own event for it, as a site that has analytics already pushes it.
  window.dataLayer.push({ event: 'share', method: 'link', content_type: 'article', item_id: article });
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  status.textContent = currentTarget?.dataset.share ?? '';
});

/** A button that stays pressed: the magazine keeps that, Inkling only hears of it. */
function remember(button, name, onTurn) {
  const read = () => JSON.parse(localStorage.getItem(KEY) ?? '[]');
  const show = () => button.setAttribute('aria-pressed', String(read().includes(name)));
  show();
  button.addEventListener('click', () => {
    const acts = read();
    const isOn = !acts.includes(name);
    localStorage.setItem(KEY, JSON.stringify(isOn ? [...acts, name] : acts.filter((act) => act !== name)));
    show();
    onTurn(isOn);
  });
}

async function tell(method, what) {
  try {
    await window.inkling?.[method](what);
  } catch {
    // Blocked or broken: the magazine goes on.
  }
}
