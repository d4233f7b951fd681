// The licences of what is in the bundles, as esbuild lists it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const TEXTS = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

/** The folders of the packages that some outputs of esbuild have code of, from the repository root, sorted. */
export function packagesIn(metafile) {
  const folders = new Set();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const at = file.indexOf('node_modules/');
      const folder = at < 0 ? undefined : /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.slice(at))?.[0];
      if (folder && bytesInOutput) folders.add(folder);
    }
  return [...folders].sort();
}

const manifestOf = (folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));

/** The licence files of a package. @throws where there is none */
function textsOf(folder) {
  const at = path.join(root, folder);
  const names = readdirSync(at).filter((name) => TEXTS.test(name));
  const more = existsSync(path.join(at, 'licenses'))
    ? readdirSync(path.join(at, 'licenses')).map((name) => `licenses/${name}`)
    : [];
  if (!names.length) throw new Error(`${folder} has no licence text: it cannot be bundled`);
  return [...names.sort(), ...more.sort()].map((name) =>
    readFileSync(path.join(at, name), 'utf8').replaceAll('\r\n', '\n').trim(),
  );
}

/** The text of THIRD-PARTY-NOTICES. */
export function noticesFor(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = manifestOf(folder);
    return [`${name} ${version} (${license})`, ...textsOf(folder)].join('\n\n');
  });
  const intro =
    'ISMS Author includes code of the packages below, each under its own licence.\nThis file is made by `npm run docs` from what the build puts into the bundles.';
  return `${[intro, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
