import { defineConfig } from 'vitest/config';

/** Tests mirror src; what they need of the machine they say themselves (test/support/needs.ts). */
export default defineConfig({
  resolve: { alias: { baketree: new URL('./src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/reporter.ts'],
    globalSetup: './test/support/build-first.ts',
    // As src/cli/ecr.ts does for those who use it.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Engine tests share one engine and two cores.
    maxWorkers: 2,
  },
});
