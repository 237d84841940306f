/** What is said once the colony image was pushed. */
import type { PushedImage } from 'baketree';

/** How it comes to run: by DistributedColony's CDK stack, whose instances pull it when they start. */
export function deployLines({ uri, digest }: PushedImage): readonly string[] {
  return [
    `a push changes nothing that runs: instances of the CDK stack pull ${uri} when they start`,
    'to deploy the stack with this very image, in the folder of the stack (docs/ecr.md, "CDK"):',
    `  npx cdk deploy --all --context colony=${digest}`,
    "or, where the stack names the tag, to replace the instances that run, by DistributedColony's own script:",
    '  ./recycle-spot-fleets.sh',
  ];
}
