import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

// Starts the language server from V8's code cache, which halves what loading it costs. The cache stands beside the bundle,
// is made by the first start of each version of Node, and is passed over where it does not fit or cannot be written.
const file = path.join(__dirname, 'main.cjs');
// V8 itself only compares lengths: the bundle's time in the name keeps a cache from outliving it.
const cacheFile = `${file}.${process.versions.v8}-${process.arch}-${Math.round(statSync(file).mtimeMs)}.cache`;

type Wrapped = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

/** Compiles the bundle. Neither its text nor the cache is held on to: a server runs as long as its editor. */
function load(): Wrapped {
  let cachedData: Buffer | undefined;
  try {
    cachedData = readFileSync(cacheFile);
  } catch {
    // The first start.
  }
  // The build sees to it that the bundle is a function in ASCII: as such it is one text in memory, a byte a character.
  const source = readFileSync(file, 'latin1');
  const script = new Script(source, { filename: file, ...(cachedData ? { cachedData } : {}) });
  if (!cachedData || script.cachedDataRejected) keepFor(script);
  return script.runInThisContext();
}

/** Writes the cache once the server has worked for a while and the functions that a start needs have been compiled. */
function keepFor(script: Script): void {
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
load()(module_.exports, createRequire(file), module_, file, __dirname);
