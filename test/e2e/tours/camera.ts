import { click, type Step, shows } from './step.ts';

export const CAMERA: readonly Step[] = [
  ['consent', shows('.consent .actions .button')],
  [
    'demo',
    async (page) => {
      // The demo stands first where there is no webcam.
      await page.getByRole('button', { name: /demo|العرض/ }).click();
      await page.locator('.faces li').first().waitFor();
    },
  ],
  [
    'file-chooser',
    async (page) => {
      await page.locator('select').first().selectOption('file');
      await click(page, 'form.file .button');
      await shows('.dialog.files .entries li')(page);
    },
  ],
  [
    'wrong-path',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('.dialog').waitFor({ state: 'detached' });
      await page.locator('form.file input').fill('no-such-film.mp4');
      await page.keyboard.press('Enter');
      await shows('.placeholder.failed')(page);
    },
  ],
];
