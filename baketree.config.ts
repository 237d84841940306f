/** The trees of this project; the first is the default tree. */
import { defineConfig } from 'baketree';
import { colonyTree } from './src/trees/colony.ts';

export default defineConfig({ trees: [colonyTree] });
