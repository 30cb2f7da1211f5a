import { describe } from 'vitest';
import { describeLab } from '../lab/lab-window.ts';
import { describeReadings } from '../lobby/board-readings.ts';
import { describeFieldKeys } from '../lobby/field-keys.ts';
import { describeFirstVisit } from '../lobby/first-visit.ts';
import { describeHistory } from '../lobby/history.ts';
import type { Shell } from '../suite-fixture.ts';
import { describeAccess } from './access.ts';
import { describeAccounts } from './accounts.ts';
import { describeVisits } from './atm.ts';
import { describeCash } from './atm-cash.ts';
import { describeKeys } from './atm-keys.ts';
import { describePapers } from './atm-papers.ts';
import { describeSafety } from './atm-safety.ts';
import { describeTasks } from './atm-tasks.ts';
import { describeCamera } from './camera.ts';
import { describeClock } from './clock.ts';
import { describeFocus } from './focus.ts';
import { describeLobby } from './lobby.ts';
import { setStage } from './stage.ts';
import { describeTime } from './time.ts';

/** The ATM's promises, the same in both shells. */
export function describeAtm(shell: Shell): void {
  describe(`the ATM in ${shell.name}`, () => {
    const stage = setStage(shell);
    describeVisits(stage);
    describeKeys(stage);
    describeCash(stage);
    describeSafety(stage);
    describe('by keyboard alone', () => describeTasks(stage));
    describePapers(stage);
  });
}

/** The other windows' promises, and what all windows have in common, the same in both shells. */
export function describeWindows(shell: Shell): void {
  describe(`the windows in ${shell.name}`, () => {
    const stage = setStage(shell);
    describe('Lobby', () => describeLobby(stage));
    describe('accounts', () => describeAccounts(stage));
    describe('history', () => describeHistory(stage));
    describe('fields by keyboard', () => describeFieldKeys(stage));
    describe('clock', () => describeClock(stage));
    describe('camera', () => describeCamera(stage));
    describe('lab', () => describeLab(stage));
    describe('access', () => describeAccess(stage));
    describe('live board', () => describeReadings(stage));
    describe('first visit', () => describeFirstVisit(stage));
    describe('time', () => describeTime(stage));
    describe('focus', () => describeFocus(stage));
  });
}
