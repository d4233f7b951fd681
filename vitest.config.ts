import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The bundle resolves yaml to its ES modules; the tests run on the same ones.
  resolve: { alias: { yaml: new URL('./node_modules/yaml/browser/dist/index.js', import.meta.url).pathname } },
  test: {
    include: [
      'tests/unit/**/*.test.ts',
      'tests/property/**/*.test.ts',
      'tests/protocol/**/*.test.ts',
      'tests/fuzz/**/*.test.ts',
      'tests/cli/**/*.test.ts',
      'tests/neovim/**/*.test.ts',
    ],
    testTimeout: 30_000,
    pool: 'threads',
  },
});
