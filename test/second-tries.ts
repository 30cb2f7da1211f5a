import { relative } from 'node:path';
import type { Reporter, TestCase } from 'vitest/node';
import { checkoutPath } from '../src-main/module-path.ts';

/**
 * Tells at the end which tests passed only at a second try: each is a defect, of the test or of Lobby, that the green
 * report would hide.
 */
export default class SecondTries implements Reporter {
  readonly #found: string[] = [];

  onTestCaseResult(testCase: TestCase): void {
    if (testCase.diagnostic()?.flaky !== true) return;
    const [error] = testCase.result().errors ?? [];
    const [reason = 'no reason was given'] = (error?.message ?? '').split('\n');
    const file = relative(checkoutPath('.'), testCase.module.moduleId);
    this.#found.push(`  ${file} > ${testCase.fullName}: ${reason}`);
  }

  onTestRunEnd(): void {
    if (this.#found.length === 0) return;
    const count = this.#found.length === 1 ? '1 test' : `${this.#found.length} tests`;
    const text = `${count} passed only at a second try, and must be mended:\n${this.#found.join('\n')}`;
    process.stdout.write(process.stdout.isTTY ? `\n\x1b[31m${text}\x1b[0m\n` : `\n${text}\n`);
  }
}
