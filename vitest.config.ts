import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Machines are shared: a test that waits for a process may wait long.
    testTimeout: 60_000,
    // Sample backends below fixtures/ hold tests of their own, which are input and not ours to run.
    include: ['test/**/*.test.ts'],
  },
});
