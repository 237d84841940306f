import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A private apt: a configuration file of ours, so that the machine's own sources and lists stay as they are. */
export interface PrivateApt {
  readonly env: Readonly<Record<string, string>>;
  readonly sources: string;
  readonly archives: string;
}

/**
 * The text of a private apt configuration (apt.conf(5)). `acquire` holds the machine's own `Acquire::`
 * lines: proxies and what it checks are the machine's business. With `status`, packages that the machine
 * has count as there (dpkg's status is read), so that only what is missing is fetched.
 */
export function renderAptConf(options: {
  readonly folder: string;
  readonly suite: string;
  readonly acquire: readonly string[];
  readonly status: boolean;
}): string {
  const { folder, suite, acquire, status } = options;
  return [
    ...acquire.filter((line) => !/^Acquire::(IndexTargets|Languages|Changelogs)/.test(line)),
    'Acquire::Languages "none";',
    'Dir::Etc::main "/dev/null";',
    'Dir::Etc::parts "/dev/null";',
    'Dir::Etc::sourcelist "/dev/null";',
    `Dir::Etc::sourceparts "${folder}/sources.d";`,
    'Dir::Etc::preferences "/dev/null";',
    'Dir::Etc::preferencesparts "/dev/null";',
    `Dir::State::lists "${folder}/lists";`,
    `Dir::State::status "${status ? '/var/lib/dpkg/status' : '/dev/null'}";`,
    `Dir::State::extended_states "${folder}/extended_states";`,
    `Dir::Cache "${folder}/cache";`,
    `Dir::Log "${folder}";`,
    `APT::Default-Release "${suite}";`,
    'APT::Sandbox::User "root";',
    'APT::Get::Assume-Yes "1";',
    'APT::Install-Recommends "0";',
    'Debug::NoLocking "1";',
    '',
  ].join('\n');
}

/** Writes the folder of a private apt; packages come from `suite` where several have them. */
export function writePrivateApt(
  folder: string,
  sources: string,
  options: {
    readonly suite: string;
    readonly acquire: readonly string[];
    readonly status: boolean;
  },
): PrivateApt {
  for (const sub of ['sources.d', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, sub), { recursive: true });
  }
  const file = join(folder, 'sources.d', 'private.sources');
  writeFileSync(file, sources);
  const conf = join(folder, 'apt.conf');
  writeFileSync(conf, renderAptConf({ folder, ...options }));
  return {
    env: { APT_CONFIG: conf, DEBIAN_FRONTEND: 'noninteractive' },
    sources: file,
    archives: join(folder, 'cache', 'archives'),
  };
}
