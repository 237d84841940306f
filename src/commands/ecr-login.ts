/** `ecr login`: the user's own docker learns that our helper gives the login of a tree's registry. */
import path from 'node:path';
import { throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Ecr } from '../io/ecr.ts';
import { HELPER, HELPER_PROGRAM, helperOnPath } from '../io/helper-program.ts';
import type { UserFiles } from '../io/user-file.ts';
import type { Config } from '../model/tree.ts';
import {
  type HelperChange,
  hasPassword,
  helperOf,
  hostsOf,
  NO_CONFIG,
  withHelper,
  withoutHelper,
} from '../plan/ecr/docker-config.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import type { Notice } from '../plan/notice.ts';
import type { EcrRequest } from './ecr.ts';
import { declarations, registeredTree } from './ecr-declared.ts';
import { openRegistry } from './ecr-open.ts';
import { noTrees } from './project.ts';
import { dockerConfig, userFolder } from './with-login.ts';

/** What a person asked for. */
export interface LoginChangeRequest extends Omit<EcrRequest, 'action'> {
  /** Takes all entries of our helper out again. */
  readonly remove: boolean;
  readonly cwd: string;
  /** The folder with the helper's program, for a PATH that has none. */
  readonly helperFolder: string;
}

/** What it needs. */
export interface LoginChangeIo {
  readonly disk: Disk;
  readonly files: UserFiles;
  readonly connect: (region: string) => Promise<Ecr>;
  readonly say: (notice: Notice) => void;
}

/** What was changed; `--json` prints this as it is. */
export interface LoginChanged {
  readonly file: string;
  /** Entries of `credHelpers` that are other than before. */
  readonly changes: readonly HelperChange[];
  /** Where docker finds the helper; undefined: nowhere. */
  readonly helper: string | undefined;
}

/** Changes docker's `config.json`. Throws problems of AWS and of files, and `docker-config-invalid`. */
export async function ecrLogin(
  load: () => Promise<Config>,
  request: LoginChangeRequest,
  io: LoginChangeIo,
): Promise<LoginChanged> {
  const file = path.join(userFolder(request.environment, request.cwd), 'config.json');
  const host = request.remove ? undefined : await registryOf(await load(), request, io);
  let changes: readonly HelperChange[] = [];
  let password = false;
  await io.files.change(file, (text) => {
    const config = dockerConfig(text?.trim() ? text : NO_CONFIG, file);
    if (host === undefined) {
      const hosts = hostsOf(config, HELPER);
      changes = hosts.map((each) => ({ host: each, before: HELPER, after: undefined }));
      if (hosts.length === 0) return undefined;
      return hosts.reduce((now, each) => withoutHelper(dockerConfig(now, file), each), config.text);
    }
    const before = helperOf(config, host);
    changes = before === HELPER ? [] : [{ host, before, after: HELPER }];
    password = hasPassword(config, host);
    return before === HELPER ? undefined : withHelper(config, host, HELPER);
  });
  const helper = helperOnPath(request.environment.PATH ?? '');
  if (host !== undefined && password) io.say(passwordNotice(host));
  if (host !== undefined) tellHelper(helper, { host, request, io });
  return { file, changes, helper };
}

async function registryOf(
  config: Config,
  request: LoginChangeRequest,
  io: LoginChangeIo,
): Promise<string> {
  throwIfAny(noTrees(config));
  const tree = await registeredTree(config, request.words, io);
  const declared = await declarations(tree, config, { request, io });
  // One that is named needs nobody to ask.
  if (declared.host !== '') return hostOfServer(declared.host);
  return (await openRegistry(declared, request, io)).host;
}

function passwordNotice(host: string): Notice {
  const line = `a password for ${host} is written down there, too; docker will not use it: docker logout ${host}`;
  return { level: 'warning', line };
}

function tellHelper(
  helper: string | undefined,
  {
    host,
    request,
    io,
  }: {
    readonly host: string;
    readonly request: LoginChangeRequest;
    readonly io: Pick<LoginChangeIo, 'say'>;
  },
): void {
  if (!placeOfHost(host)) {
    const line = `${host} is no name of AWS: the helper answers for it only where REGISTRY=${host} is in docker's environment`;
    io.say({ level: 'warning', line });
  }
  if (helper !== undefined) return;
  const line = `${HELPER_PROGRAM} is not on PATH, where docker looks for it: export PATH="${request.helperFolder}:$PATH"`;
  io.say({ level: 'warning', line });
}
