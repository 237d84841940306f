/** Outputs of a step of GitHub Actions: lines in the file that GITHUB_OUTPUT names. */
import { appendFile } from 'node:fs/promises';
import { BaketreeError } from '../errors.ts';

/** Appends outputs, by name. Throws `disk-failed`. */
export type StepOutputs = (values: Readonly<Record<string, string>>) => Promise<void>;

/** The real ones; undefined where no step waits for any. Values are of one line. */
export function realStepOutputs(
  environment: Readonly<Record<string, string | undefined>>,
): StepOutputs | undefined {
  const file = environment.GITHUB_OUTPUT;
  if (!file) return undefined;
  return async (values) => {
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    try {
      await appendFile(file, lines.join(''));
    } catch (error) {
      const summary = `the images are pushed, but GITHUB_OUTPUT cannot be written: ${(error as Error).message}`;
      throw new BaketreeError([{ code: 'disk-failed', summary, at: { file } }], { cause: error });
    }
  };
}
