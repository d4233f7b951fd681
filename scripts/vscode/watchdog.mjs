/**
 * Preloaded into VS Code's server (`node --import`): ends it, and all that it started, once the process that
 * started it is gone, however that went. Without it a killed test run would leave servers behind.
 */
if (process.env.ISMS_SERVER_PARENT === String(process.ppid)) {
  const parent = process.ppid;
  // The processes that the server starts must not take themselves for the server.
  delete process.env.ISMS_SERVER_PARENT;
  setInterval(() => {
    if (process.ppid === parent) return;
    try {
      process.kill(-process.pid, 'SIGKILL');
    } catch {
      process.exit(1);
    }
  }, 1000).unref();
}
