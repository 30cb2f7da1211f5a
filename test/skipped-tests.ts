import { relative } from 'node:path';
import type { Reporter, TestCase } from 'vitest/node';
import { checkoutPath } from '../src-main/module-path.ts';

/**
 * Tells at the end which tests can't be done here, and why: the green report counts them and says no more.
 */
export default class SkippedTests implements Reporter {
  readonly #found: string[] = [];

  onTestCaseResult(testCase: TestCase): void {
    const result = testCase.result();
    if (result.state !== 'skipped' || result.note === undefined) return;
    const file = relative(checkoutPath('.'), testCase.module.moduleId);
    this.#found.push(`  ${file} > ${testCase.fullName}: ${result.note}`);
  }

  onTestRunEnd(): void {
    if (this.#found.length > 0) process.stdout.write(`\nSkipped here:\n${this.#found.join('\n')}\n`);
  }
}
