import { describe, expect, test } from 'vitest';
import { browserShell, CHROMIUM } from './browser-driver.ts';
import { describeScenarios } from './scenarios.ts';
import { startSuite } from './suite-fixture.ts';

if (CHROMIUM === undefined) {
  test.skip('the browser shell: there is no Chromium on this machine', () => {});
} else {
  describeScenarios(browserShell());

  describe('the bundle that Electron runs, under Node', () => {
    test('its camera process starts and labels faces', async () => {
      const suite = await startSuite(browserShell('out/main/cli.js'), { cameraMissing: true });
      const camera = await suite.open('camera');
      await camera.getByRole('button', { name: /demo/i }).click();
      await camera
        .getByText(/^(Female|Male), \d+-\d+/)
        .first()
        .waitFor({ timeout: 120_000 });
      await suite.close();
      expect(suite.complaints).toEqual([]);
    });
  });
}
