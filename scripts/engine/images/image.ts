import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Docker, Place } from '../context.ts';
import { halfOf } from '../half.ts';
import { record } from '../record.ts';
import { attempt, must } from '../run.ts';
import type { Step, Watch } from '../steps.ts';
import { imageFiles, layerPath } from './layout.ts';
import { hashOf, RECIPE_LABEL, type Recipe } from './recipe.ts';

/** True when the engine has the stand-in, made by this very recipe. */
export async function hasImage(docker: Docker, recipe: Recipe): Promise<boolean> {
  const format = `{{index .Config.Labels "${RECIPE_LABEL}"}}`;
  const args = ['image', 'inspect', '--format', format, recipe.name];
  const { code, stdout } = await attempt(docker.program, args, { env: docker.env, timeout: 20 });
  return code === 0 && stdout.trim() === hashOf(recipe);
}

/** The folder that keeps a finished image (OCI image layout), so that it has to be made once only. */
export function imageFolder({ layout }: Place, recipe: Recipe): string {
  const name = recipe.name.replace(/[^a-z]+/g, '-');
  return join(layout.cache, 'images', `${name}-${hashOf(recipe)}`);
}

/** Makes an image folder, which appears only when whole, of a root folder. */
export async function pack(
  root: string,
  place: Place,
  options: { readonly recipe: Recipe; readonly watch: Watch },
) {
  const { recipe, watch } = options;
  const folder = imageFolder(place, recipe);
  const half = halfOf(folder);
  mkdirSync(join(half, 'blobs/sha256'), { recursive: true });
  const tar = join(half, 'blobs/sha256/layer');
  const run = { signal: watch.signal };
  watch.line(`packing ${folder}`);
  await must('tar', ['-C', root, '--sort=name', '--numeric-owner', '-cf', tar, '.'], run);
  const sha256 = (await must('sha256sum', [tar], run)).slice(0, 64);
  const layer = { sha256, size: statSync(tar).size };
  renameSync(tar, join(half, layerPath(layer)));
  const config = { ...recipe.config, Labels: { [RECIPE_LABEL]: hashOf(recipe) } };
  for (const { path, text } of imageFiles(recipe.name, layer, config))
    writeFileSync(join(half, path), text);
  if (!existsSync(folder)) renameSync(half, folder);
}

/** Whether the parts of a stand-in are made: its folder is there, or the image itself. */
export async function isMade(place: Place, recipe: Recipe): Promise<boolean> {
  return existsSync(imageFolder(place, recipe)) || (await hasImage(place.docker, recipe));
}

/** Puts the image folder into the engine's store under the stand-in's name. */
export function loadStep(context: Context, recipe: Recipe): Step {
  const { docker, layout } = context;
  return {
    name: `image ${recipe.name}`,
    state: async () => ((await hasImage(docker, recipe)) ? 'done' : 'todo'),
    run: async (watch) => {
      if (!docker.ours) record(layout.record, { images: [recipe.name] });
      watch.line('unpacking it in the engine');
      const script = 'tar -C "$1" -c . | "$2" load';
      await must('sh', ['-c', script, 'sh', imageFolder(context, recipe), docker.program], {
        env: docker.env,
        signal: watch.signal,
      });
    },
  };
}
