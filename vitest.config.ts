import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Sample backends below fixtures/ hold tests of their own, which are input and not ours to run.
    include: ['test/**/*.test.ts'],
  },
});
