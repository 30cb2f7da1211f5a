import axe from 'axe-core';
import type { Page } from 'playwright-core';

export interface Finding {
  readonly impact: string | null;
  readonly id: string;
  readonly targets: readonly string[];
}

/** Those that look at colours: all that can differ between light and dark. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe finds serious or worse in a window as it is now, by all its rules or by those that look at colours. */
export async function seriousFindings(page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly Finding[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  // What passes is not described: that takes half of its time.
  const options = { resultTypes: ['violations'], ...(rules === 'colours' ? { runOnly: COLOUR_RULES } : {}) };
  const findings = (await page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ impact, id, nodes }) => ({ impact, id, targets: nodes.map(({ target }) => String(target)) })))`)) as Finding[];
  return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
