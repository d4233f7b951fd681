import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

// Starts the language server from V8's code cache, which halves what loading it costs. The cache stands beside the bundle,
// is made by the first start of each version of Node, and is passed over where it does not fit or cannot be written.
const file = path.join(__dirname, 'main.cjs');
// V8 itself only compares lengths: the bundle's time in the name keeps a cache from outliving it.
const cacheFile = `${file}.${process.versions.v8}-${process.arch}-${Math.round(statSync(file).mtimeMs)}.cache`;
const source = wrap(readFileSync(file, 'utf8'));

let cachedData: Buffer | undefined;
try {
  cachedData = readFileSync(cacheFile);
} catch {
  // The first start.
}
const script = new Script(source, { filename: file, ...(cachedData ? { cachedData } : {}) });
if (!cachedData || script.cachedDataRejected) {
  // Once the server has worked for a while, the functions that a start needs have been compiled.
  const timer = setTimeout(() => {
    try {
      // Another server may do the same at this moment: the name changes hands in one step.
      const own = `${cacheFile}.${process.pid}`;
      writeFileSync(own, script.createCachedData());
      renameSync(own, cacheFile);
    } catch {
      // A folder that cannot be written: the next start compiles again.
    }
  }, 5000);
  timer.unref();
}
const module_ = { exports: {} };
script.runInThisContext()(module_.exports, createRequire(file), module_, file, __dirname);
