/**
 * The end of a test run: every skipped test by name and reason, then one line to count by. Where
 * `BAKETREE_FROZEN_SKIPS` names a file, the needs-registry skips must be exactly those it lists.
 */
import { readFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Counts and prints; nothing else. */
export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string) => cases.filter((test) => test.result().state === state);
    const skipped = of('skipped');
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const lines: string[] = [];
    if (skipped.length > 0) lines.push('', 'skipped:');
    for (const test of skipped) lines.push(`  ${test.fullName}: ${reason(test)}`);
    const thawed = this.#thawed(skipped);
    for (const name of thawed) lines.push(`not among the frozen skips: ${name}`);
    const failed = of('failed').length + broken + thawed.length;
    lines.push(
      '',
      `${of('passed').length} passed, ${failed} failed, ${skipped.length} skipped`,
      '',
    );
    process.stdout.write(lines.join('\n'));
    if (failed > 0) process.exitCode = 1;
  }

  #thawed(skipped: readonly TestCase[]): readonly string[] {
    const file = process.env.BAKETREE_FROZEN_SKIPS;
    if (file === undefined) return [];
    const frozen = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^[^#\s]/.test(line));
    return skipped.map((test) => test.fullName).filter((name) => !frozen.includes(name));
  }
}

function reason(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' && result.note) || 'no reason given';
}
