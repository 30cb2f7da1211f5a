import { describe } from 'vitest';
import { describeLab } from '../lab/lab-window.ts';
import { describeReadings } from '../lobby/board-readings.ts';
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
import { type Scope, setStage } from './stage.ts';
import { describeTime } from './time.ts';

/** The ATM's promises. */
export function describeAtm(shell: Shell, scope: Scope = 'everything'): void {
  describe(`the ATM in ${shell.name}`, () => {
    const stage = setStage(shell, scope);
    describeVisits(stage);
    describeKeys(stage);
    describeCash(stage);
    if (scope === 'shell') return;
    describeSafety(stage);
    describe('by keyboard alone', () => describeTasks(stage));
    describePapers(stage);
  });
}

/** The other windows' promises, and what all windows have in common. */
export function describeWindows(shell: Shell, scope: Scope = 'everything'): void {
  describe(`the windows in ${shell.name}`, () => {
    const stage = setStage(shell, scope);
    describe('Lobby', () => describeLobby(stage));
    describe('accounts', () => describeAccounts(stage));
    describe('history', () => describeHistory(stage));
    describe('clock', () => describeClock(stage));
    describe('camera', () => describeCamera(stage));
    describe('lab', () => describeLab(stage));
    describe('access', () => describeAccess(stage));
    if (scope === 'shell') return;
    describe('live board', () => describeReadings(stage));
    describe('first visit', () => describeFirstVisit(stage));
    describe('time', () => describeTime(stage));
    describe('focus', () => describeFocus(stage));
  });
}
