import axe from 'axe-core';
import type { Page } from 'playwright-core';

export interface Finding {
  readonly impact: string | null;
  readonly id: string;
  readonly targets: readonly string[];
}

/** What axe finds serious or worse in a window as it is now. */
export async function seriousFindings(page: Page): Promise<readonly Finding[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  // What passes is not described: that takes half of its time.
  const findings = (await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ impact, id, nodes }) => ({ impact, id, targets: nodes.map(({ target }) => String(target)) })))`)) as Finding[];
  return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
