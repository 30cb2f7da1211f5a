import { describe, expect, test } from 'vitest';
import { browserShell } from '../browser-driver.ts';
import { describeScenarios } from '../scenarios.ts';
import { setStage } from '../windows/stage.ts';
import { describeInChromium } from './describe.ts';

describeInChromium('the browser shell', () => {
  describeScenarios(browserShell('src-main/cli.ts'));

  describe('the bundle that Electron runs, under Node', () => {
    const { start } = setStage(browserShell());

    test('its camera process starts and labels faces', async () => {
      const suite = await start({ cameraMissing: true });
      const camera = await suite.open('camera');
      await camera.getByRole('heading', { name: 'The camera doesn’t work' }).waitFor();
      await camera.getByRole('button', { name: /demo/i }).click();
      await camera
        .getByText(/^about \d+, \d+–\d+$/)
        .first()
        .waitFor({ timeout: 120_000 });
      expect(suite.complaints).toEqual([]);
    });
  });
});
