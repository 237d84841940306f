/** A healthy project; each screen test copies it and breaks one thing. */
import { defineConfig } from 'baketree';
import { bakery } from './trees/bakery.ts';

export default defineConfig({ trees: [bakery] });
