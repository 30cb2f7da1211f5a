import { describe } from 'vitest';
import type { Shell } from '../suite-fixture.ts';
import { describeAccess } from './access.ts';
import { describeVisits } from './atm.ts';
import { describeCash } from './atm-cash.ts';
import { describeKeys } from './atm-keys.ts';
import { describeClockAndCamera } from './clock-and-camera.ts';
import { describeFocus } from './focus.ts';
import { describeLobby } from './lobby.ts';
import { setStage } from './stage.ts';
import { describeTime } from './time.ts';

/** Each window's promises, the same in both shells. */
export function describeWindows(shell: Shell): void {
  describe(`the windows in ${shell.name}`, () => {
    const stage = setStage(shell);
    describe('ATM', () => {
      describeVisits(stage);
      describeKeys(stage);
      describeCash(stage);
    });
    describe('Lobby', () => describeLobby(stage));
    describe('clock and camera', () => describeClockAndCamera(stage));
    describe('time', () => describeTime(stage));
    describe('access', () => describeAccess(stage));
    describe('focus', () => describeFocus(stage));
  });
}
