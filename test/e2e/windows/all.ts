import { describe } from 'vitest';
import type { Shell } from '../suite-fixture.ts';
import { describeAccess } from './access.ts';
import { describeAtm } from './atm.ts';
import { describeClockAndCamera } from './clock-and-camera.ts';
import { describeLobby } from './lobby.ts';
import { setStage } from './stage.ts';
import { describeTime } from './time.ts';

/** Each window's promises, the same in both shells. */
export function describeWindows(shell: Shell): void {
  describe(`the windows in ${shell.name}`, () => {
    const stage = setStage(shell);
    describe('ATM', () => describeAtm(stage));
    describe('Lobby', () => describeLobby(stage));
    describe('clock and camera', () => describeClockAndCamera(stage));
    describe('time', () => describeTime(stage));
    describe('access', () => describeAccess(stage));
  });
}
