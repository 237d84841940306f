/** Screen tests run the built command line; a stale one would prove nothing. */
import { execa } from 'execa';

/** Builds dist/ once before all tests. */
export default async function buildFirst(): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
