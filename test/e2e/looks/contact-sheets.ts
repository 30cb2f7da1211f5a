import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WINDOW_KINDS, type WindowKind } from '../../../src-main/contract/windows.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { launchChromium } from '../browser-driver.ts';

const PICTURES = checkoutPath('test-results/pictures');
const SHEETS = join(PICTURES, 'sheets');

/** Columns and rows of a sheet, by what fits legibly on one of some 1,500 pixels. */
const GRIDS: Readonly<Record<WindowKind, readonly [columns: number, rows: number]>> = {
  lobby: [2, 3],
  atm: [4, 2],
  clock: [2, 4],
  camera: [2, 3],
  lab: [2, 3],
};
const WIDTH = 1_540;

/**
 * Lays the kept pictures whose names end so on sheets, a window's together, each with its name below it.
 * @param folders where they are in test-results/pictures, after the first of which the sheets are named where it is not the tour's
 */
export async function makeContactSheets(ending: string, folders: readonly string[] = ['tour', 'looks']): Promise<void> {
  const prefix = folders[0] === 'tour' ? '' : `${folders[0]}-`;
  mkdirSync(SHEETS, { recursive: true });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 1_000 } });
    for (const kind of WINDOW_KINDS) {
      const [columns, rows] = GRIDS[kind];
      const pictures = folders.flatMap((folder) => picturesIn(folder, kind, ending));
      for (let sheet = 0; sheet * columns * rows < pictures.length; sheet++) {
        const these = pictures.slice(sheet * columns * rows, (sheet + 1) * columns * rows);
        await page.setContent(contents(these, columns));
        await page.waitForFunction('[...document.images].every((image) => image.complete)');
        const number = String(sheet + 1).padStart(2, '0');
        await page.screenshot({ path: join(SHEETS, `${prefix}${kind}${ending}-${number}.png`), fullPage: true });
      }
    }
  } finally {
    await browser.close();
  }
}

interface Picture {
  readonly name: string;
  readonly path: string;
}

function picturesIn(folder: string, kind: WindowKind, ending: string): readonly Picture[] {
  const place = join(PICTURES, folder);
  if (!existsSync(place)) return [];
  const names = readdirSync(place).filter((name) => name.startsWith(`${kind}-`) && name.endsWith(`${ending}.png`));
  return names.sort().map((name) => ({ name: name.replace(`${ending}.png`, ''), path: join(place, name) }));
}

function contents(pictures: readonly Picture[], columns: number): string {
  const figures = pictures.map(({ name, path }) => {
    const data = readFileSync(path).toString('base64');
    return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
  });
  return `<style>
    body { margin: 0; padding: 10px; background: #888; display: grid; gap: 10px; align-items: start;
      grid-template-columns: repeat(${columns}, minmax(0, 1fr)); font: 14px sans-serif }
    figure { margin: 0 }
    img { display: block; max-width: 100%; max-height: 640px; margin: auto }
    figcaption { text-align: center; color: #fff }
  </style>${figures.join('')}`;
}
