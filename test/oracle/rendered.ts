/** The bytes that a run of random trees gives, as hashes. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { makeTreePlan } from '../../src/plan/make-tree-plan.ts';
import { renderBakeFile } from '../../src/render/bake-file.ts';
import { type Arrange, buildTree } from './build-tree.ts';
import { treeSpec } from './tree-arbitrary.ts';

/** One hash for each tree, in order; refused trees are rendered as well as they can be. */
export function renderedHashes(seed: number, runs: number, arrange?: Arrange): readonly string[] {
  return fc.sample(treeSpec, { seed, numRuns: runs }).map((spec, index) => {
    const { tree, templates } = buildTree(spec, index, arrange);
    const { plan } = makeTreePlan({ tree, templates, source: 'src/trees/random.ts' });
    return createHash('sha256').update(renderBakeFile(plan)).digest('hex');
  });
}
