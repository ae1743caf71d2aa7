const KEY = 'shop.consent';

const CHOICES = {
  record: { record: true, release: false },
  release: { record: true, release: true },
  none: { record: false, release: false },
};

/**
 * Shows the question until it is answered. The answer goes to Inkling, which keeps it; the shop
 * keeps only that there was one, and the answer itself for as long as Inkling has not heard it.
 */
export function askConsent() {
  const banner = document.querySelector('[data-consent]');
  // No Inkling in this shop: nothing to ask for.
  if (!banner || !window.inkling) return;
  const answer = localStorage.getItem(KEY);
  if (answer !== null) {
    if (answer in CHOICES) tell(answer);
    return;
  }
  banner.hidden = false;
  document.documentElement.classList.add('has-consent');
  for (const button of banner.querySelectorAll('button'))
    button.addEventListener('click', () => {
      localStorage.setItem(KEY, button.value);
      banner.hidden = true;
      document.documentElement.classList.remove('has-consent');
      tell(button.value);
    });
}

async function tell(answer) {
  try {
    await window.inkling.consent(CHOICES[answer]);
    localStorage.setItem(KEY, 'answered');
  } catch {
    // Blocked or broken: the shop goes on, and the next page tells it again.
  }
}
