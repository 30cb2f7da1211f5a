import type { Page } from 'playwright-core';
import type { CallName } from '../../../src-main/contract/windows.ts';
import { click, shows } from '../tours/step.ts';
import { failure, NOW, type Scene } from './scene.ts';
import type { ToldLine } from './told-line.ts';

/** What scenes of the Lobby's dialogs have in common. */

export const lobby = (name: string, tell: (line: ToldLine) => void, go: Scene['go'], size?: Scene['size']): Scene => ({
  kind: 'lobby',
  name,
  tell,
  go,
  ...(size === undefined ? {} : { size }),
});

/** Presses one of the buttons in the panel of the bank, which a small window folds. */
export async function openFromBank(page: Page, button: number): Promise<void> {
  await shows('.panel.bank.listening')(page);
  const folded = page.locator('.panel.bank .unfold[aria-expanded="false"]');
  if ((await folded.count()) > 0) await folded.click();
  await click(page, `.panel.bank .button-row .button:nth-child(${button})`);
  await shows('.dialog')(page);
}

/**
 * Makes scenes of one dialog that the bank's panel opens.
 * @param names what their names begin with
 * @param button its place in the row, from 1
 * @returns a scene: `wait` is what stands there once it is told, `then` what is done with it
 */
export const bankDialog =
  (names: string, button: number) =>
  (
    name: string,
    tell: (line: ToldLine) => void,
    wait: string,
    then: Scene['go'] = async () => {},
    size?: Scene['size'],
  ): Scene =>
    lobby(
      `${names}-${name}`,
      tell,
      async (page, line) => {
        await openFromBank(page, button);
        await shows(wait)(page);
        await then(page, line);
      },
      size,
    );

export const refusal = failure('bank_closed', "The bank isn't open. Open it first.");

export const statement = {
  balance: 123_456_789_012,
  more: true,
  transfers: (['opening', 'deposit', 'withdrawal', 'transfer', 'reserve', 'post', 'void', 'reversal'] as const).map(
    (kind, index) => ({
      sequence: 12_345_678 - index,
      kind,
      debit: index % 2 === 0 ? '1234567890123400' : 'cash',
      credit: index % 2 === 0 ? 'cash' : '1234567890123400',
      amount: 123_456_789 * (index + 1),
      refers: null,
      at: NOW - index * 86_400_000,
      hash: 'ab'.repeat(32),
    }),
  ),
};

export const short = { width: 800, height: 600 };
export const narrow = { width: 480, height: 800 };

export const waiting = (call: CallName) => (line: ToldLine) => line.withhold(call);
