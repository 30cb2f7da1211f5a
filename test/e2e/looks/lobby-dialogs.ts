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
