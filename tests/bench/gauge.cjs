// Loaded into a server before anything else: tells its memory after full collections when asked over the second channel.
/** What a finalizer lets go, such as the bytes of a file that was read, is only collected in a later round. */
const ROUNDS = 5;
process.on('message', () => {
  let left = ROUNDS;
  const collect = () => {
    globalThis.gc();
    if (--left > 0) return setTimeout(collect, 100);
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send({ used: (heapUsed + external) / 2 ** 20, rss: rss / 2 ** 20 });
  };
  collect();
});
