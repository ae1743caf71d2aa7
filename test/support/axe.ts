import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What breaks one of the rules (ids or tags): where, and how.
 *
 * @param within selector of what is looked at; the whole page without it
 */
export async function violations(page: Page, rules: readonly string[], within?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ runOnly: [...rules], resultTypes: ['violations'] });
  if (within) axe.include(within);
  // There are no frames; the other mode opens a page for every analysis.
  const { violations: broken } = await axe.setLegacyMode(true).analyze();
  return broken.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, any }) => `${page.url()} ${id} ${target.flat().join(' ')}: ${any[0]?.message ?? ''}`,
    ),
  );
}
