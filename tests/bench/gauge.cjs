// Loaded into a server before anything else: tells its memory after a full collection when asked over the second channel.
process.on('message', () => {
  // Twice: what a finalizer lets go is collected in the next round.
  globalThis.gc();
  setTimeout(() => {
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send({ used: (heapUsed + external) / 2 ** 20, rss: rss / 2 ** 20 });
  }, 200);
});
