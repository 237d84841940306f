import type { Layout } from './layout.ts';
import type { Source } from './sources.ts';

/** How to call docker: in `env` is what leads it to the engine in question. */
export interface Docker {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether the engine is (or will be) ours, or one that the machine had already. */
  readonly ours: boolean;
}

/** What every step knows: where things are, and what the machine's own package sources say. */
export interface Context {
  readonly layout: Layout;
  readonly docker: Docker;
  /** The code name of the machine's own release: small tools come from it. */
  readonly codename: string;
  /** Where that release comes from, and so any other release, too. */
  readonly mirror: Source;
  /** The release, its updates and security fixes. */
  readonly own: readonly Source[];
  /** The machine's own `Acquire::` settings, as `apt-config dump` prints them. */
  readonly acquire: readonly string[];
  /** The certificates that the machine trusts, where its owner has named or installed a bundle. */
  readonly bundle: string | undefined;
}

/** A context without the machine's package sources: all that looking and undoing need. */
export type Place = Pick<Context, 'layout' | 'docker'>;
