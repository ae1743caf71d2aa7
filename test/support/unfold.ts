import type { Locator } from '@playwright/test';

/** Opens every fold that is closed, one within another, too. */
export async function unfold(within: Locator): Promise<void> {
  const closed = within.locator('details:not([open]) > summary:visible');
  while ((await closed.count()) > 0) await closed.first().click();
}
