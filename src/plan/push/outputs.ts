/**
 * Outputs of targets, and settings that make them push or not. Beside `--set t.output=…` the option `--push`
 * does not always count: bake applies the two in any order, and now and then the push is lost, with exit
 * code 0 (buildx 0.29 and 0.37). And to an output of type docker it adds a second one of the same name, which
 * the driver docker refuses (`image "…": already exists`, engine 28.5). So each target gets one setting.
 */
import { type BakeOptions, repeated } from '../bake-options.ts';
import type { RunTarget } from '../run-targets.ts';

/** An output, as an object. */
export type Output = Readonly<Record<string, unknown>>;

/** The outputs of a target; none: what the driver does by itself. */
export function outputsOf({ attributes: { output } }: RunTarget): readonly Output[] {
  return (output ?? []) as readonly Output[];
}

/** Whether an output pushes by itself. */
export function pushesOut({ push, type }: Output): boolean {
  return push === true || push === 'true' || type === 'registry';
}

/** Whether a push has anything of a target to push: an image with tags. */
export function isPushable(target: RunTarget): boolean {
  const outputs = outputsOf(target);
  const nowhere = outputs.length > 0 && outputs.every(({ type }) => type === 'cacheonly');
  const tags = (target.attributes.tags ?? []) as readonly string[];
  return target.requested && !nowhere && tags.some((tag) => tag !== '');
}

/**
 * Settings for the first bake that keep back what outputs of the file itself would push. The image is made,
 * so that its digest is known, and stays nowhere.
 */
export function heldBack(targets: readonly RunTarget[]): readonly string[] {
  return targets
    .filter((target) => target.requested && outputsOf(target).some(pushesOut))
    .map(({ name }) => heldSetting(name));
}

/** Whether a target's image is kept back, whatever its outputs are. */
export function isHeldBack({ name }: RunTarget, options: BakeOptions): boolean {
  return repeated(options, 'set').includes(heldSetting(name));
}

function heldSetting(name: string): string {
  return `${name}.output=type=image,store=false`;
}

/** Settings that take back what would build a target anew: the first bake has done that. */
export function cachedSettings(targets: readonly RunTarget[]): readonly string[] {
  return targets.flatMap(({ name, attributes }) =>
    ['no-cache', 'pull']
      .filter((attribute) => attributes[attribute] === true)
      .map((attribute) => `${name}.${attribute}=false`),
  );
}

/** Settings that push each image. What else a target writes, the bake before has written. */
export function pushSettings(targets: readonly RunTarget[]): readonly string[] {
  return targets.filter(isPushable).flatMap((target) => {
    const outputs = outputsOf(target);
    if (outputs.some(pushesOut)) return [];
    // Its own settings, such as the compression, stay.
    const isImage = outputs.some(({ type }) => type === 'image');
    return [`${target.name}.${isImage ? 'push=true' : 'output=type=registry'}`];
  });
}
