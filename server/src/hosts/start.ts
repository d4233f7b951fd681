import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

// Starts the language server from V8's code cache, which halves what loading it costs. The cache stands beside the bundles,
// is made by the first start of each version of Node, and is passed over where it does not fit or cannot be written.
const [core, main] = ['core.cjs', 'main.cjs'].map((name) => path.join(__dirname, name)) as [string, string];
// V8 itself only compares lengths: the bundles' times in the name keep a cache from outliving them.
const times = [core, main].map((file) => Math.round(statSync(file).mtimeMs)).join('-');
const cacheFile = `${main}.${process.versions.v8}-${process.arch}-${times}.cache`;

type Wrapped = (require: NodeJS.Require, module: Module, __dirname: string) => void;

/** Compiles the bundles as one. Neither their text nor the cache is held on to: a server runs as long as its editor. */
function load(): Wrapped {
  let cachedData: Buffer | undefined;
  try {
    cachedData = readFileSync(cacheFile);
  } catch {
    // The first start.
  }
  // The build keeps the bundles in ASCII: so they are one text in memory, a byte a character.
  const [first, second] = [core, main].map((file) => readFileSync(file, 'latin1'));
  const source = `(function(require,module,__dirname){${first}\n${second}\n})`;
  const script = new Script(source, { filename: main, ...(cachedData ? { cachedData } : {}) });
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

const module_ = new Module(core);
const require_ = createRequire(core);
// Bundles that are loaded later require the core: they get this one and no second.
require_.cache[core] = module_;
load()(require_, module_, __dirname);
