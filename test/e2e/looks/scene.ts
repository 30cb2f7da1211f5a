import type { Page } from 'playwright-core';
import type { FailureCode, FailureFields } from '../../../src-main/contract/failure.ts';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import type { ToldLine } from './told-line.ts';

/** One window in one state that the tour does not lead to, or not on every machine. */
export interface Scene {
  readonly kind: WindowKind;
  /** Of the picture, e.g. `books-full`. */
  readonly name: string;
  /** Changed before the window is loaded. */
  readonly settings?: SettingsPatch;
  /** CSS pixels; absent: as the window is opened first. */
  readonly size?: { readonly width: number; readonly height: number };
  /** What the window is told before it asks. */
  readonly tell?: (line: ToldLine) => void;
  /** Leads the loaded window to its state. */
  readonly go: (page: Page, line: ToldLine) => Promise<void>;
}

/** All moments in pictures are near this one, so that they can be compared: ms since the epoch. */
export const NOW = Date.UTC(2026, 10, 28, 12, 34, 56);

export const failure = (code: FailureCode, message: string, details: Partial<FailureFields> = {}): FailureFields => ({
  code,
  message,
  ...details,
});
