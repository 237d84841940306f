/** What a push takes of the machine. This file is loaded when there is one, and the SDK with it. */
import type { PushIo } from '../commands/push.ts';
import { withLogin } from '../commands/with-login.ts';
import { wallClock } from '../io/clock.ts';
import { realDockerFolders } from '../io/docker-folder.ts';
import { realEcr } from '../io/ecr.ts';
import { askToken } from '../io/ecr-token.ts';
import { patience, realPause } from '../io/pause.ts';
import { realRegistryTags } from '../io/registry-tags.ts';
import { realStepOutputs } from '../io/step-outputs.ts';
import { HELPER_FOLDER } from './helper-folder.ts';
import { personOf } from './person.ts';
import type { Screen } from './screen.ts';

/** What main gives to a push. */
export interface PushSurroundings {
  readonly process: NodeJS.Process;
  /** The folder that bake runs in. */
  readonly root: string;
  /** Aborted by a signal. */
  readonly stop: AbortController;
  readonly say: Screen['say'];
  /** Whether nobody is to be asked. */
  readonly yes: boolean;
  /** `.env`, parsed. */
  readonly dotenv: Readonly<Record<string, string>>;
}

/** The real registries, credentials and outputs. */
export function realPush(around: PushSurroundings): PushIo {
  const { process, root, stop, say, yes } = around;
  const { env: environment } = process;
  // The SDK would warn of Node's version on every run; the README says which will be needed.
  environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const pause = realPause(stop.signal);
  const interrupted = () => stop.signal.aborted;
  return {
    connect: (region) => realEcr({ region, environment, stop: stop.signal }),
    pause,
    confirm: yes ? undefined : personOf(process, stop),
    tags: realRegistryTags(environment, patience, interrupted),
    sign: async () => (await import('./sign.ts')).realSigning(around),
    outputs: realStepOutputs(environment),
    interrupted,
    withLogin: (hosts, run) => {
      const helper = { folder: HELPER_FOLDER, node: process.execPath };
      const ask = (host: string) =>
        askToken({ region: hosts.get(host) ?? '', environment, stop: stop.signal });
      const io = { ask, folders: realDockerFolders, clock: wallClock, patience, say };
      return withLogin({ hosts: [...hosts.keys()], environment, cwd: root, helper }, io, run);
    },
  };
}
